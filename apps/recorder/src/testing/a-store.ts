// For tests: GOPs of a camera, and its store over files in memory.

import type { RecorderFact, Segment } from '@sereno/contract/recorder-events'
import type { CameraId, RunId } from '@sereno/domain/ids'
import type { GapCause } from '@sereno/domain/video/recordings/gap'
import { type VideoFormat, describeFormat } from '@sereno/fmp4/format'
import { isProblem } from '@sereno/fmp4/problem'
import type { Gop } from '../ingest/gop.ts'
import { type Before, type Budget, CameraStore } from '../store/camera-store.ts'
import type { DiskWatch } from '../store/disk-watch.ts'
import { sealMaker } from '../store/seals.ts'
import { FIRST_HASH } from '../store/segment-json.ts'
import { MemoryFiles } from './memory-files.ts'
import { until } from './processes.ts'

export const camera = 'cam-0123456789' as CameraId
const run = 'run-0123456789' as RunId
export const HOUR = 3_600_000
/** The full hour that the recordings of a test begin at. */
export const START = 500_000 * HOUR

// Two that packages/fmp4/vectors/parameter-sets.json has too: 720p15 baseline and 1080p25 main.
const sets = [
  { sps: '6742c01fd9005005bb0110000003001000000301e0f1832480', pps: '68cb83cb20' },
  { sps: '674d4028eca03c0113f2e022000003000200000300641e30632c', pps: '68ebe3cb20' },
] as const
function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, 'hex'))
}
export function aFormat(index: 0 | 1 = 0): VideoFormat {
  const { sps, pps } = sets[index]
  const described = describeFormat({ codec: 'h264', sps: fromHex(sps), pps: fromHex(pps) })
  if (isProblem(described)) throw new Error(described.field)
  return described
}
const format = aFormat()

/** `index` GOPs after the start, two seconds each, five frames in it. */
export function aGop(index: number, rest: Partial<Gop> = {}, frameBytes = 100): Gop {
  const sample = new Uint8Array(frameBytes)
  new DataView(sample.buffer).setUint32(0, frameBytes - 4)
  const startTicks = index * 180_000
  const frames = Array.from({ length: 5 }, (_, frame) => ({
    sample,
    nalUnits: [sample.subarray(4)],
    ticks: startTicks + frame * 36_000,
    isKeyframe: frame === 0,
    arrivedMs: index * 2_000 + frame * 400,
    durationTicks: 36_000,
    compositionOffsetTicks: 0,
  }))
  const startAt = START + index * 2_000
  return {
    run,
    format,
    frames,
    bytes: 5 * frameBytes,
    isSync: true,
    startTicks,
    endTicks: startTicks + 180_000,
    startAt,
    endAt: startAt + 2_000,
    generation: 0,
    cameraClockErrorMs: undefined,
    ...rest,
  }
}

export interface StoreOptions {
  readonly camera?: CameraId
  readonly before?: Before
  readonly budget?: number
  readonly segmentMs?: number
  readonly seal?: 'identity' | 'aes-256-gcm'
  readonly files?: MemoryFiles
  readonly nowMs?: () => number
  /** Hears what the disk refuses, and says what stands in the way. */
  readonly disk?: Pick<DiskWatch, 'onError' | 'obstacle'>
}

/** A camera's store over files in memory, and all that it says. */
export function aStore(options: StoreOptions = {}) {
  const files = options.files ?? new MemoryFiles()
  const facts: RecorderFact[] = []
  const rows: Segment[] = []
  const errors: (string | undefined)[] = []
  const budget: Budget = { bytes: 0, bytesMax: options.budget ?? 1e9 }
  const state: { obstacle: GapCause | undefined } = { obstacle: undefined }
  const of = options.camera ?? camera
  const store = new CameraStore({
    camera: of,
    folder: '/r',
    files,
    seal: sealMaker(options.seal ?? 'identity')(of),
    budget,
    segmentMs: options.segmentMs ?? 600_000,
    phase: 0,
    before: Promise.resolve(options.before ?? { hash: Promise.resolve(FIRST_HASH) }),
    note: (fact) => void facts.push(fact),
    onSealed: (row) => void rows.push(row),
    onDiskError: (code) => {
      errors.push(code)
      options.disk?.onError(code)
    },
    obstacle: () => state.obstacle ?? options.disk?.obstacle,
    nowMs: options.nowMs ?? (() => 0),
    wallNow: () => START,
  })
  return { store, files, facts, rows, errors, budget, state }
}

export const settled = (store: CameraStore) => until(() => store.queuedBytes === 0)
