import { expect, test } from 'vitest'
import { GOP_FRAMES_MAX, GopBuilder } from './gop.ts'

const aFrame = (ms: number, isKeyframe = false, bytes = 10) => ({
  sample: new Uint8Array(bytes),
  nalUnits: [],
  ticks: ms * 90,
  isKeyframe,
  arrivedMs: ms,
})

test('GOPs end at keyframes, early when they are long or large, and together when they are short', () => {
  const cut = (frames: readonly ReturnType<typeof aFrame>[]) => {
    const builder = new GopBuilder()
    const gops = frames.map((each) => builder.push(each)).filter((gop) => gop !== undefined)
    const last = builder.end()
    return [...gops, ...(last ? [last] : [])].map((gop) => [
      gop.isSync,
      gop.frames.length,
      gop.startTicks / 90,
      gop.endTicks / 90,
    ])
  }
  expect(cut([aFrame(0, true), aFrame(500), aFrame(1_000, true), aFrame(1_500)])).toEqual([
    [true, 2, 0, 1_000],
    [true, 2, 1_000, 2_000],
  ])
  expect(cut([aFrame(0, true), aFrame(3_999), aFrame(4_000), aFrame(8_000, true)])).toEqual([
    [true, 2, 0, 4_000],
    [false, 1, 4_000, 8_000],
    [true, 1, 8_000, 11_999],
  ])
  const swarm = Array.from({ length: GOP_FRAMES_MAX + 10 }, (_, n) => aFrame(n / 10, n === 0))
  expect(cut(swarm).map(([isSync, count]) => [isSync, count])).toEqual([
    [true, GOP_FRAMES_MAX],
    [false, 10],
  ])
  expect(cut([aFrame(0, true, 5e6), aFrame(40, false, 4e6)]).map(([, count]) => count)).toEqual([1, 1])
  expect(cut([0, 100, 200, 300, 400, 500, 600].map((ms) => aFrame(ms, true))).map(([, count]) => count)).toEqual([5, 2])
})

test('pictures that come in another order than they are shown keep their shown times', () => {
  const builder = new GopBuilder()
  const [i, p, b, next] = [0, 120, 40, 160].map((ms) => ms * 90)
  for (const ticks of [i, p, b])
    builder.push({ sample: new Uint8Array(1), nalUnits: [], ticks: ticks ?? 0, isKeyframe: ticks === 0, arrivedMs: 0 })
  const gop = builder.push({
    sample: new Uint8Array(1),
    nalUnits: [],
    ticks: (next ?? 0) + 90_000,
    isKeyframe: true,
    arrivedMs: 1_200,
  })
  let decode = gop?.startTicks ?? 0
  const shown = gop?.frames.map(({ durationTicks, compositionOffsetTicks }) => {
    const at = decode + compositionOffsetTicks
    decode += durationTicks
    return at / 90
  })
  expect(shown).toEqual([0, 120, 40])
  expect(decode).toBe(gop?.endTicks)
})
