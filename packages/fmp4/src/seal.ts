// What happens to the pictures of one GOP between muxer and disk: nothing (identity), or a cipher (seal-aes.node.ts).
// Sample sizes in the moof are those of the open payload; a stage may only add `overheadBytes` at the end of the mdat.

import { bodyOf, readBoxHeader } from './boxes.ts'
import { concatBytes, viewOf } from './bytes.ts'
import { type Problem, byteProblem, isProblem } from './problem.ts'
import { parseMoof } from './reader.ts'

// AES-GCM's tag; a scan accepts an mdat that is longer than its samples by this and by nothing else.
export const SEAL_TAG_BYTES = 16

/** Made for one file. `sequence` is the fragment's mfhd number, the counter of its nonce. */
export interface SealStage {
  readonly name: string
  readonly overheadBytes: number
  seal(payload: readonly Uint8Array[], sequence: number): readonly Uint8Array[]
}

export interface OpenStage {
  readonly name: string
  open(payload: Uint8Array, sequence: number): Uint8Array | Problem
}

export const identitySeal: SealStage = { name: 'identity', overheadBytes: 0, seal: (payload) => payload }
export const identityOpen: OpenStage = { name: 'identity', open: (payload) => payload }

/** A fragment as it lies on the disk → the fragment as a player wants it. */
export function openFragment(bytes: Uint8Array, stage: OpenStage): Uint8Array | Problem {
  const moof = parseMoof(bytes)
  if (isProblem(moof)) return moof
  const mdat = readBoxHeader(bytes, moof.length)
  if (isProblem(mdat)) return mdat
  if (mdat.type !== 'mdat') return byteProblem('missing', 'mdat', moof.length)
  const sealed = bodyOf(bytes, mdat)
  const payload = stage.open(sealed, moof.sequence)
  if (isProblem(payload)) return payload
  if (payload === sealed) return bytes
  const head = bytes.slice(0, mdat.offset + mdat.headerLength)
  // The header keeps its length, so that the sample offsets in the moof stay true.
  const size = mdat.headerLength + payload.length
  if (mdat.headerLength === 16) viewOf(head).setUint32(mdat.offset + 12, size)
  else viewOf(head).setUint32(mdat.offset, size)
  return concatBytes([head, payload])
}
