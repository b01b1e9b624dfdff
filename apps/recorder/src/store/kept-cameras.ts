// Remembers the retention of cameras that were taken away: their recordings stay until their hours are over, also when
// the recorder has been restarted meanwhile.

import { readFile } from 'node:fs/promises'
import type { CameraId } from '@sereno/domain/ids'
import { cameraIdShape } from '@sereno/contract/common'
import type { RecorderSettings } from '@sereno/contract/recorder-link'
import { z } from 'zod'
import { writeWhole } from '../journal/journal.ts'
import type { Keeping } from './library.ts'

const keptShape = z.record(
  cameraIdShape,
  z.object({ retentionHours: z.int().min(1), retentionBytesMax: z.int().optional() }),
)

export class KeptCameras {
  readonly #path: string
  #kept = new Map<CameraId, Omit<Keeping, 'holds'>>()

  private constructor(path: string) {
    this.#path = path
  }

  static async read(path: string): Promise<KeptCameras> {
    const kept = new KeptCameras(path)
    try {
      const parsed = keptShape.safeParse(JSON.parse(await readFile(path, 'utf8')))
      for (const [camera, keeping] of Object.entries(parsed.success ? parsed.data : {}))
        kept.#kept.set(camera as CameraId, keeping)
    } catch {
      // The first start.
    }
    return kept
  }

  /** All cameras that have or may have recordings here, with what holds for them now. */
  async update({ cameras, holds }: RecorderSettings): Promise<Map<CameraId, Keeping>> {
    const before = JSON.stringify([...this.#kept])
    for (const { id, retentionHours, retentionBytesMax } of cameras)
      this.#kept.set(id, { retentionHours, ...(retentionBytesMax !== undefined && { retentionBytesMax }) })
    if (JSON.stringify([...this.#kept]) !== before)
      await writeWhole(this.#path, JSON.stringify(Object.fromEntries(this.#kept)))
    const held = Map.groupBy(holds, ({ camera }) => camera)
    return new Map([...this.#kept].map(([camera, keeping]) => [camera, { ...keeping, holds: held.get(camera) ?? [] }]))
  }
}
