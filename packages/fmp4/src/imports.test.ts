import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

const sources = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
const importsOf = (name: string): string[] =>
  [...readFileSync(join(import.meta.dirname, name), 'utf8').matchAll(/(?:from|import\() ?'([^']+)'/g)].map(
    ([, from = '']) => from,
  )

test('only *.node.ts needs Node, and nothing needs a package', () => {
  expect(importsOf('seal-aes.node.ts')).toContain('node:crypto')
  for (const name of sources) {
    const outside = importsOf(name).filter((from) => !from.startsWith('./'))
    if (!name.endsWith('.node.ts')) expect(outside, name).toEqual([])
  }
})
