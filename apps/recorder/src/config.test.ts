import { expect, test } from 'vitest'
import { ConfigProblem, readConfig } from './config.ts'

const read = (seconds: string) => readConfig({ SERENO_DATA: '/d', SERENO_SEGMENT_SECONDS: seconds }).segmentMs

test('a recording is at most ten minutes long, whatever is set', () => {
  expect([read(''), read('2'), read('600')]).toEqual([600_000, 2_000, 600_000])
  for (const seconds of ['1', '601', '3600', '1.5', 'x'])
    expect(() => read(seconds)).toThrow(new ConfigProblem('SERENO_SEGMENT_SECONDS is not a whole number from 2 to 600'))
})
