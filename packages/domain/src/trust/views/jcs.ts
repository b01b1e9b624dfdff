// One way to write a value as JSON, so that two programs that sign and check it have the same bytes: RFC 8785 for what we
// use of JSON (objects with ASCII keys, arrays, strings, safe integers, booleans, null). Anything else throws.

export type JcsValue =
  | string
  | number
  | boolean
  | null
  | readonly JcsValue[]
  | { readonly [key: string]: JcsValue | undefined }

export function jcs(value: JcsValue): string {
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is not a safe integer`)
    return String(value)
  }
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new RangeError('a string with half a character')
    return JSON.stringify(value)
  }
  if (isList(value)) return `[${value.map(jcs).join(',')}]`
  const members = Object.keys(value)
    .sort()
    .flatMap((key) => {
      const member = value[key]
      if (!/^[\x20-\x7e]*$/.test(key)) throw new RangeError('a key that is not ASCII')
      return member === undefined ? [] : [`${JSON.stringify(key)}:${jcs(member)}`]
    })
  return `{${members.join(',')}}`
}

function isList(value: JcsValue): value is readonly JcsValue[] {
  return Array.isArray(value)
}
