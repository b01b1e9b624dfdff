import { PassThrough } from 'node:stream'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { eachLine, LINE_LENGTH_MAX } from './lines.ts'

test('lines come out whole, however the bytes were cut, also inside a letter of several bytes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ unit: 'grapheme' })), fc.integer({ min: 1, max: 7 }), async (texts, size) => {
      const lines = texts.map((text) => text.replaceAll('\n', ' '))
      const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''))
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
        bytes.subarray(index * size, (index + 1) * size),
      )
      expect(await linesOf(chunks)).toEqual(lines)
    }),
  )
})

test('the last line needs no newline', async () => {
  expect(await linesOf([Buffer.from('a\nb')])).toEqual(['a', 'b'])
})

test('a line of exactly the limit is whole; one character more is cut and marked', async () => {
  const whole = 'x'.repeat(LINE_LENGTH_MAX)
  expect(await linesOf([Buffer.from(`${whole}\n`)])).toEqual([whole])
  expect(await linesOf([Buffer.from(`${whole}y\nnext\n`)])).toEqual([`${whole}…`, 'next'])
})

function linesOf(chunks: readonly Buffer[]): Promise<string[]> {
  return new Promise((resolve) => {
    const stream = new PassThrough()
    const lines: string[] = []
    eachLine(stream, (line) => lines.push(line))
    stream.on('end', () => resolve(lines))
    for (const chunk of chunks) stream.write(chunk)
    stream.end()
  })
}
