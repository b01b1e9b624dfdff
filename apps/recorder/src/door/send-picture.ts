// The door: the only code that writes a picture to a wire. It asks the admission for every one of them.

import type { Refusal } from '@sereno/domain/refusal'
import { type PictureHeader, packPicture } from '@sereno/contract/pictures'
import { type Admission, type Shown, obstacleTo } from './admission.ts'

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
  wire.send(packPicture(header, joined(bytes)))
  return undefined
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [first] = parts
  return parts.length === 1 && first ? first : Buffer.concat(parts)
}
