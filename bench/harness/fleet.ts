// Virtual cameras in a process of their own, and what they say they sent: the source's count against the disk's.

import type { Clip } from './clips.ts'
import { type Started, startOurs } from './processes.ts'

/** One connection as the source counted it (apps/sim, PlayLog). */
export interface Play {
  readonly camera: string
  readonly firstKeyframe?: number
  readonly lastFrame?: number
  readonly frames: number
  readonly endedAtMs?: number
}

interface FleetReady {
  readonly port: number
  readonly controlPort: number
}

export interface Fleet {
  readonly process: Started<FleetReady>
  url(camera: number): string
  fault(camera: number | '*', fault: object): Promise<void>
  heal(camera: number | '*'): Promise<void>
  plays(): Promise<Play[]>
  /** For each camera a frame of its count and the Unix ms at which it was due: all others follow from the rate. */
  dueFrames(): Promise<Map<string, { frame: number; dueAt: number; inLoop: number }>>
  stop(): Promise<void>
}

export async function startFleet(clip: Clip, cameras: number, more: object = {}): Promise<Fleet> {
  const options = { clip: clip.path, cameras, fps: clip.fps, digest: 'none', port: 0, ...more }
  const started = await startOurs<FleetReady>('apps/sim/src/fleet-main.ts', [JSON.stringify(options)], {})
  const control = `http://127.0.0.1:${started.ready.controlPort}`
  const post = async (path: string, body: object) => {
    const answer = await fetch(`${control}${path}`, { method: 'POST', body: JSON.stringify(body) })
    if (!answer.ok) throw new Error(`fleet: ${path} ${answer.status} ${await answer.text()}`)
  }
  const get = async <T>(path: string) => (await (await fetch(`${control}${path}`)).json()) as T
  return {
    process: started,
    url: (camera) => `rtsp://127.0.0.1:${started.ready.port}/cam/${camera}`,
    fault: (camera, fault) => post('/fault', { camera: name(camera), fault }),
    heal: (camera) => post('/heal', { camera: name(camera) }),
    plays: () => get<Play[]>('/plays'),
    async dueFrames() {
      const before = Date.now()
      const { nowMs } = await get<{ nowMs: number }>('/counters')
      const offsetMs = (before + Date.now()) / 2 - nowMs
      const each = await get<{ name: string; frame: number; dueAtMs: number; inLoop: number }[]>('/cameras')
      return new Map(each.map((one) => [one.name, { ...one, dueAt: one.dueAtMs + offsetMs }]))
    },
    stop: () => started.kill('SIGTERM'),
  }
}

function name(camera: number | '*'): string {
  return String(camera)
}

/** What of these connections anybody could have kept: from each one's first keyframe to its last frame. */
export function keepableFrames(plays: readonly Play[]): number {
  return plays.reduce(
    (sum, { firstKeyframe, lastFrame }) =>
      firstKeyframe === undefined || lastFrame === undefined ? sum : sum + lastFrame - firstKeyframe + 1,
    0,
  )
}
