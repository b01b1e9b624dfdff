import type { RecorderFact } from '@sereno/contract/recorder-events'
import { expect, test, vi } from 'vitest'
import { MemoryFiles } from '../testing/memory-files.ts'
import { DiskWatch } from './disk-watch.ts'

vi.hoisted(() => {
  process.env['SERENO_TRACE_LEVEL'] = 'silent'
})

const FULL = 1_000
const SECOND = 1_000

/** A disk that is full below 1,000 bytes and low below 2,000; `expired` is what can still go. */
function aWatch({ freeBytes = 10_000, expired = 0 } = {}) {
  const files = new MemoryFiles()
  files.freeBytes = freeBytes
  const time = { nowMs: 0 }
  const heard: string[] = []
  const left = { expired }
  const note = (fact: RecorderFact) => void heard.push(fact.kind === 'disk.changed' ? `disk ${fact.state}` : fact.kind)
  const expire = () => {
    heard.push('expire')
    files.freeBytes += left.expired
    left.expired = 0
    return Promise.resolve()
  }
  const watch = new DiskWatch({ folder: '/r', files, freeBytesMin: FULL, note, expire, nowMs: () => time.nowMs })
  const look = async () => {
    await watch.look()
    return heard.splice(0)
  }
  /** Looks every two seconds until recording may go on. */
  const secondsUntilResumed = async () => {
    const fromMs = time.nowMs
    while (watch.obstacle) {
      time.nowMs += 2 * SECOND
      await watch.look()
    }
    return (time.nowMs - fromMs) / SECOND
  }
  return { watch, files, time, heard, look, secondsUntilResumed }
}

test('a disk that is nearly full makes what is expired go, and recording goes on', async () => {
  const { watch, look, files } = aWatch()
  expect(await look()).toEqual([])
  files.freeBytes = FULL + 500
  expect(await look()).toEqual(['expire', 'disk low'])
  expect(watch.obstacle).toBeUndefined()
})

test('what is expired goes first: where that makes room, recording never stops', async () => {
  const { watch, look, files } = aWatch({ expired: 5_000 })
  files.freeBytes = FULL - 1
  expect(await look()).toEqual(['expire'])
  expect([watch.state, watch.obstacle]).toEqual(['ok', undefined])
})

test('where nothing is expired recording stops, once told, and resumes with a quarter of room more', async () => {
  const { watch, look, files } = aWatch()
  files.freeBytes = FULL - 1
  expect(await look()).toEqual(['expire', 'disk full', 'recording.stopped'])
  expect(watch.obstacle).toBe('disk-full')
  files.freeBytes = FULL * 1.25 - 1
  expect(await look()).toEqual(['expire'])
  files.freeBytes = FULL * 1.25
  expect(await look()).toEqual(['expire', 'disk low', 'recording.resumed'])
  files.freeBytes = FULL * 2 * 1.25
  expect(await look()).toEqual(['disk ok'])
})

test('a write that finds no room stops recording at once, and the next look lets what is expired go', async () => {
  const { watch, heard, look, files } = aWatch({ expired: 5_000 })
  files.freeBytes = 0
  watch.onError('ENOSPC')
  expect(heard.splice(0)).toEqual(['disk full', 'recording.stopped'])
  expect(await look()).toEqual(['expire', 'disk ok', 'recording.resumed'])
})

test('a disk that errs is tried again after ten seconds, then twice as long each time, at most a minute', async () => {
  const { watch, secondsUntilResumed } = aWatch()
  const pauses: number[] = []
  for (let n = 0; n < 5; n++) {
    watch.onError('EIO')
    expect([watch.state, watch.obstacle]).toEqual(['failing', 'disk-error'])
    pauses.push(await secondsUntilResumed())
  }
  expect(pauses).toEqual([10, 20, 40, 60, 60])
  watch.onSuccess()
  watch.onError('EIO')
  expect(await secondsUntilResumed()).toBe(10)
})

test('a hundred cameras that meet the same refusal are one refusal, told once', async () => {
  const { watch, heard, time, secondsUntilResumed } = aWatch()
  for (let n = 0; n < 100; n++) watch.onError('EIO')
  expect(heard).toEqual(['disk failing', 'recording.stopped'])
  // A file that is tried again meanwhile does not make it longer.
  time.nowMs += 6 * SECOND
  watch.onError('EIO')
  expect(await secondsUntilResumed()).toBe(4)
  expect(heard.slice(2)).toEqual(['disk ok', 'recording.resumed'])
})

test('a disk that answers nothing is asked once at a time', async () => {
  const { watch, files } = aWatch()
  const answer = Promise.withResolvers<{ freeBytes: number; totalBytes: number }>()
  const space = vi.spyOn(files, 'space').mockReturnValue(answer.promise)
  const looks = [watch.look(), watch.look(), watch.look()]
  expect(space).toHaveBeenCalledTimes(1)
  answer.resolve({ freeBytes: 1e6, totalBytes: 1e9 })
  await Promise.all(looks)
})
