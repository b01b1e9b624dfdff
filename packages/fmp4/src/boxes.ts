// Reads and writes the boxes of ISO/IEC 14496-12, and `uuid` boxes whose body is JSON.
// Bounded on every side: a box never reaches past its container, and counts, depths and JSON sizes have an end.

import { byteLengthOf, concatBytes, fourcc, fourccText, viewOf } from './bytes.ts'
import { type Problem, byteProblem, isProblem } from './problem.ts'

// Ours has 12 boxes in its widest container; files of other makers rarely pass 30.
export const BOXES_IN_CONTAINER_MAX = 1024
// moov/trak/mdia/minf/stbl/stsd/avc1/avcC is 8 deep, the deepest that we read.
export const BOX_DEPTH_MAX = 8
// The trailer of a file with 36,000 GOPs is 240 kB of base64; twice that is room enough.
export const UUID_JSON_BYTES_MAX = 512 * 1024

export interface Box {
  readonly type: string
  /** Where the box begins in the bytes given, header included. */
  readonly offset: number
  /** The whole box, header included. */
  readonly length: number
  /** 8; 16 with a 64-bit size. The 16 bytes of a uuid count as body. */
  readonly headerLength: number
}

export function bodyOf(bytes: Uint8Array, box: Box): Uint8Array {
  return bytes.subarray(box.offset + box.headerLength, box.offset + box.length)
}

/** @param room bytes from `at` to the end of the container, which may lie beyond the bytes at hand. */
export function readBoxHeader(bytes: Uint8Array, at: number, room: number = bytes.length - at): Box | Problem {
  if (room < 8 || at < 0 || at + 8 > bytes.length) return byteProblem('truncated', 'box header', at)
  const view = viewOf(bytes)
  const type = fourccText(view.getUint32(at + 4))
  let length = view.getUint32(at)
  let headerLength = 8
  if (length === 1) {
    if (room < 16 || at + 16 > bytes.length) return byteProblem('truncated', `${type} largesize`, at + 8)
    // Beyond 2^53 no offset is exact any more, and no disk is that large.
    if (view.getUint32(at + 8) > 0x1fffff) return byteProblem('too-large', `${type} largesize`, at + 8)
    length = view.getUint32(at + 8) * 0x1_0000_0000 + view.getUint32(at + 12)
    headerLength = 16
  }
  // Size 0 means "to the end of the file", which a file that grows must not say; torn files are full of zeros.
  if (length === 0) return byteProblem('unsupported', `${type} size 0`, at)
  if (length < headerLength) return byteProblem('malformed', `${type} size`, at)
  if (length > room) return byteProblem('truncated', `${type} size`, at)
  return { type, offset: at, length, headerLength }
}

/** The boxes that fill `bytes` from `from` to `to`, in order. */
export function readBoxes(bytes: Uint8Array, from = 0, to: number = bytes.length): Box[] | Problem {
  const boxes: Box[] = []
  for (let at = from; at < to;) {
    if (boxes.length >= BOXES_IN_CONTAINER_MAX) return byteProblem('too-large', 'box count', at)
    const box = readBoxHeader(bytes, at, to - at)
    if (isProblem(box)) return box
    boxes.push(box)
    at += box.length
  }
  return boxes
}

/** A full box or an entry with fields before its children: how many bytes to step over. */
const fieldsBeforeChildren: Readonly<Record<string, number>> = { stsd: 8, avc1: 78, hvc1: 78, meta: 4 }

/** The first box at the path, for example ['moov', 'trak', 'mdia', 'mdhd']. */
export function findBox(bytes: Uint8Array, path: readonly string[]): Box | Problem {
  if (path.length > BOX_DEPTH_MAX) return byteProblem('too-large', 'box depth', 0)
  let from = 0
  let to = bytes.length
  let found: Box | undefined
  for (const type of path) {
    const boxes = readBoxes(bytes, from, to)
    if (isProblem(boxes)) return boxes
    found = boxes.find((box) => box.type === type)
    if (!found) return byteProblem('missing', path.join('/'), from)
    from = found.offset + found.headerLength + (fieldsBeforeChildren[type] ?? 0)
    to = found.offset + found.length
    if (from > to) return byteProblem('truncated', type, found.offset)
  }
  return found ?? byteProblem('missing', 'box path', 0)
}

/** One box around its parts. Sizes under 4 GiB, which all that we hold in memory has. */
export function makeBox(type: string, ...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(8)
  const view = viewOf(header)
  view.setUint32(0, 8 + byteLengthOf(parts))
  view.setUint32(4, fourcc(type))
  return concatBytes([header, ...parts])
}

/** @param uuid in the usual spelling with dashes. @param body anything that JSON can say. */
export function uuidJsonBox(uuid: string, body: object): Uint8Array<ArrayBuffer> {
  const json = new TextEncoder().encode(JSON.stringify(body))
  if (json.length > UUID_JSON_BYTES_MAX) throw new RangeError(`uuid JSON of ${json.length} bytes`)
  return makeBox('uuid', uuidBytes(uuid), json)
}

/** The JSON in a `uuid` box of that id; what it says is for the caller to check. */
export function readUuidJson(bytes: Uint8Array, found: Box, uuid: string): { readonly json: unknown } | Problem {
  const body = bodyOf(bytes, found)
  if (found.type !== 'uuid' || body.length < 16) return byteProblem('missing', `uuid ${uuid}`, found.offset)
  if (!uuidBytes(uuid).every((byte, index) => byte === body[index])) {
    return byteProblem('missing', `uuid ${uuid}`, found.offset)
  }
  const at = found.offset + found.headerLength + 16
  if (body.length - 16 > UUID_JSON_BYTES_MAX) return byteProblem('too-large', 'uuid JSON', at)
  try {
    const json: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body.subarray(16)))
    return { json }
  } catch {
    return byteProblem('malformed', 'uuid JSON', at)
  }
}

function uuidBytes(uuid: string): Uint8Array {
  const hex = uuid.replaceAll('-', '')
  if (!/^[0-9a-f]{32}$/.test(hex)) throw new RangeError(`not a uuid: ${uuid}`)
  return Uint8Array.from({ length: 16 }, (_, index) => Number.parseInt(hex.slice(2 * index, 2 * index + 2), 16))
}
