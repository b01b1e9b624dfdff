// How full a disk is, as a state with hysteresis: it must not stop and start recording at every file that goes.

export type DiskState = 'ok' | 'low' | 'full'

export interface DiskLimits {
  /** Below it nothing more is recorded. */
  readonly fullBelowBytes: number
  /** Below it what is expired goes at once, and somebody is told. */
  readonly lowBelowBytes: number
}

/** One GB holds the databases and the last GOPs of 150 cameras; on large disks 2 % keep the file system quick. */
export const FULL_BYTES_MIN = 1_000_000_000
const FULL_SHARE = 0.02
/** How far above a bound the free space must rise before the state is left: a quarter. */
const HYSTERESIS = 1.25

/** @param fullBelowBytes chosen by the operator; left out: 1 GB or 2 %, whichever is more. */
export function diskLimits(totalBytes: number, fullBelowBytes?: number): DiskLimits {
  const full = fullBelowBytes ?? Math.max(FULL_BYTES_MIN, totalBytes * FULL_SHARE)
  return { fullBelowBytes: full, lowBelowBytes: full * 2 }
}

export function nextDiskState(state: DiskState, freeBytes: number, limits: DiskLimits): DiskState {
  const { fullBelowBytes, lowBelowBytes } = limits
  if (freeBytes < fullBelowBytes) return 'full'
  if (state === 'full' && freeBytes < fullBelowBytes * HYSTERESIS) return 'full'
  if (freeBytes < lowBelowBytes) return 'low'
  if (state !== 'ok' && freeBytes < lowBelowBytes * HYSTERESIS) return 'low'
  return 'ok'
}
