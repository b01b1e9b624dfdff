// From the OpenAPI document of a route: a body that its shape takes, and the same with one field spoilt at a time.

import * as fc from 'fast-check'

/** As much of JSON Schema as the document uses. */
export interface Schema {
  readonly type?: string | readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly prefixItems?: readonly Schema[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly pattern?: string
  readonly minLength?: number
  readonly minItems?: number
  readonly minimum?: number
}

/** Every field is there, those that may be left out too. */
export function sampleOf(schema: Schema): unknown {
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  const alternative = (schema.anyOf ?? schema.oneOf)?.find(({ type }) => type !== 'null')
  if (alternative) return sampleOf(alternative)
  const type = typeOf(schema)
  if (type === 'object') {
    return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, of]) => [name, sampleOf(of)]))
  }
  if (type === 'array') return itemsOf(schema).map(sampleOf)
  if (type === 'boolean') return true
  return type === 'integer' || type === 'number' ? (schema.minimum ?? 1) : textOf(schema)
}

function itemsOf({ prefixItems, items = {}, minItems = 0 }: Schema): readonly Schema[] {
  return prefixItems ?? Array.from({ length: Math.max(1, minItems) }, () => items)
}

function typeOf({ type }: Schema): string | undefined {
  return typeof type === 'string' ? type : type?.find((name) => name !== 'null')
}

function textOf({ pattern, minLength = 1 }: Schema): string {
  if (pattern === undefined) return 'a'.repeat(Math.max(1, minLength))
  const fits = fc.stringMatching(new RegExp(pattern)).filter((text) => text.length >= minLength)
  return fc.sample(fits, { numRuns: 1, seed: 1 })[0] ?? ''
}

/** Where each field is, from the outside in; what is one of several shapes is one field. */
export function fieldsOf(schema: Schema): string[][] {
  if (schema.anyOf || schema.oneOf) return []
  const names = Object.entries(schema.properties ?? {})
  const own = names.flatMap(([name, of]) => [[name], ...fieldsOf(of).map((path) => [name, ...path])])
  const items = schema.items ?? schema.prefixItems?.[0]
  return items && typeOf(schema) === 'array' ? [['0'], ...fieldsOf(items).map((path) => ['0', ...path])] : own
}

/** A copy of a sample in which that field has that value. */
export function spoilt(sample: unknown, path: readonly string[], value: unknown): unknown {
  const [name, ...rest] = path
  if (name === undefined) return value
  if (Array.isArray(sample)) {
    return sample.map((item: unknown, index) => (index === Number(name) ? spoilt(item, rest, value) : item))
  }
  const before = sample as Record<string, unknown>
  return { ...before, [name]: spoilt(before[name], rest, value) }
}
