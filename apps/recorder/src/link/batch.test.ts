import { EVENTS_BATCH_BYTES_MAX, LINK_MESSAGE_BYTES_MAX } from '@sereno/contract/recorder-link'
import { expect, test } from 'vitest'
import { batchOf } from './batch.ts'

/** A row of a camera with only keyframes has a table of 16 kB. */
const line = (seq: number, bytes = 17_000) => JSON.stringify({ seq, text: 'x'.repeat(bytes) })
const seqsOf = (text: string) => (JSON.parse(text) as { events: { seq: number }[] }).events.map(({ seq }) => seq)

test('500 of the largest rows go in several messages, each within what the server takes, none lost between them', () => {
  const lines = Array.from({ length: 500 }, (_, index) => line(index + 8))
  const sent: number[] = []
  for (let from = 0; from < lines.length;) {
    const { text, lastSeq } = batchOf(lines.slice(from), from + 8)
    expect(Buffer.byteLength(text)).toBeLessThan(EVENTS_BATCH_BYTES_MAX + 1_000)
    expect(EVENTS_BATCH_BYTES_MAX + 1_000).toBeLessThan(LINK_MESSAGE_BYTES_MAX)
    sent.push(...seqsOf(text))
    expect(lastSeq).toBe(sent.at(-1))
    from = lastSeq - 7
  }
  expect(sent).toEqual(lines.map((_, index) => index + 8))
})

test('small ones go together', () => {
  const lines = Array.from({ length: 500 }, (_, index) => line(index + 1, 500))
  expect(batchOf(lines, 1).lastSeq).toBe(500)
})

test.each([
  ['is larger than a batch', line(2, EVENTS_BATCH_BYTES_MAX)],
  ['the disk gave back torn', '{"seq":2,"ki'],
  ['the disk gave back as another', line(9, 5)],
  ['is no object', 'null'],
])('a line that %s goes as its bare number, and those beside it go on', (_, bad) => {
  const { text, lastSeq } = batchOf([line(1, 5), bad, line(3, 5)], 1)
  expect(JSON.parse(text)).toMatchObject({ events: [{ seq: 1, text: 'xxxxx' }, { seq: 2 }, { seq: 3 }] })
  expect((JSON.parse(text) as { events: object[] }).events[1]).toEqual({ seq: 2 })
  expect(lastSeq).toBe(3)
})
