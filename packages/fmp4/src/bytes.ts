// Small tools on bytes that writers and readers of boxes share. Nothing here looks at what the bytes mean.

export function concatBytes(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(byteLengthOf(parts))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

export function byteLengthOf(parts: readonly Uint8Array[]): number {
  let length = 0
  for (const part of parts) length += part.length
  return length
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index])
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** Four ASCII letters as the number that stands in the file. */
export function fourcc(type: string): number {
  return (
    ((type.charCodeAt(0) << 24) | (type.charCodeAt(1) << 16) | (type.charCodeAt(2) << 8) | type.charCodeAt(3)) >>> 0
  )
}

export function fourccText(code: number): string {
  return String.fromCharCode(code >>> 24, (code >>> 16) & 255, (code >>> 8) & 255, code & 255)
}

/** Big-endian fields one after another: numbers as [bytes, value], bytes as they are. */
export function fields(
  ...list: readonly (Uint8Array | readonly [bytes: 1 | 2 | 3 | 4 | 8, value: number])[]
): Uint8Array {
  const parts = list.map((field) => (field instanceof Uint8Array ? field : unsigned(field[0], field[1])))
  return concatBytes(parts)
}

function unsigned(bytes: number, value: number): Uint8Array {
  const out = new Uint8Array(bytes)
  let rest = value
  for (let at = bytes - 1; at >= 0; at--) {
    out[at] = rest % 256
    rest = Math.floor(rest / 256)
  }
  return out
}
