// Limits of a picture that both SPS parsers share.

import { type Problem, bitProblem } from './problem.ts'

// Level 6.2 of both standards allows 16,888; the largest cameras on sale send 8,192.
export const DIMENSION_PX_MAX = 16_384
// The fastest cameras for streets send 120; above twice that the timing is nonsense.
export const FRAME_RATE_MAX = 240

export interface Crop {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
  /** The bit at which the crop stands. */
  readonly at: number
}

export function cropped(
  coded: { readonly width: number; readonly height: number },
  crop: Crop,
  field: string,
): { width: number; height: number } | Problem {
  const width = coded.width - crop.left - crop.right
  const height = coded.height - crop.top - crop.bottom
  if (width < 1 || height < 1 || width > DIMENSION_PX_MAX || height > DIMENSION_PX_MAX) {
    return bitProblem('out-of-range', field, crop.at)
  }
  return { width, height }
}

/** Frames a second, or nothing where the camera wrote something that cannot be. */
export function plausibleFrameRate(timeScale: number, unitsPerFrame: number): number | undefined {
  const rate = unitsPerFrame > 0 ? timeScale / unitsPerFrame : 0
  return rate > 0 && rate <= FRAME_RATE_MAX ? rate : undefined
}
