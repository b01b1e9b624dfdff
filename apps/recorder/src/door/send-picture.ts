// The door: the only code that writes a picture to a wire. It asks the admission for every one of them.

import type { Refusal } from '@sereno/domain/refusal'
import { type PictureHeader, packPicture } from '@sereno/contract/pictures'
import { type Admission, type Shown, obstacleTo } from './admission.ts'

const NO_BYTES = new Uint8Array(0)

export interface PictureWire {
  send(bytes: Uint8Array): void
}

export interface Picture {
  readonly camera: Shown
  readonly header: PictureHeader
  readonly bytes: readonly Uint8Array[]
  /** Of a recorded picture: what the view's interval must cover. */
  readonly span?: { readonly from: number; readonly to: number }
}

/** Nothing where it was sent; else why not. */
export function sendPicture(
  admission: Admission,
  { camera, header, bytes, span }: Picture,
  wire: PictureWire,
): Refusal | undefined {
  const obstacle = obstacleTo(admission, camera, span)
  if (obstacle) return obstacle
  // The bytes are copied once: a GOP of a large picture has megabytes.
  wire.send(Buffer.concat([packPicture(header, NO_BYTES), ...bytes]))
  return undefined
}
