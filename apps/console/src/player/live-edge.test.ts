import { expect, test } from 'vitest'
import { edgeMove } from './live-edge.ts'

// Spare: what lies beyond one frame of 15 a second.
test.each([
  [0.01, { rate: 0.95 }],
  [0.03, { rate: 1 }],
  [0.069, { rate: 1 }],
  [0.071, { rate: 1.1 }],
  [0.169, { rate: 1.1 }],
  [0.171, { rate: 1.3 }],
  [0.59, { rate: 1.3 }],
])('%s s beyond one frame: %o', (spare, move) => {
  expect(edgeMove(1 / 15 + spare, 1 / 15)).toEqual(move)
})

test('far behind, or past the end, it goes to one frame and a little before the end', () => {
  expect(edgeMove(1 / 15 + 0.61, 1 / 15).jumpTo).toBeCloseTo(1 / 15 + 0.035)
  expect(edgeMove(-0.001, 1 / 15).jumpTo).toBeCloseTo(1 / 15 + 0.035)
})

test('a camera of two frames a second is not hurried into standing still, nor one that says nonsense', () => {
  expect(edgeMove(0.55, 0.5)).toEqual({ rate: 1 })
  expect(edgeMove(0.55, 40)).toEqual({ rate: 1 })
  expect(edgeMove(0.05, -1)).toEqual({ rate: 1 })
})

test('played in step with a camera that jitters, the picture settles near the edge and does not run dry', () => {
  const frame = 1 / 15
  let [lag, least, most] = [0.45, 1, 0]
  for (let i = 0; i < 600; i++) {
    const { rate } = edgeMove(lag, frame)
    // Each frame comes up to 15 ms late, the next as much earlier.
    const between = frame + (i % 2 === 0 ? 0.015 : -0.015)
    lag += frame - between * rate
    if (i > 100) [least, most] = [Math.min(least, lag), Math.max(most, lag)]
  }
  expect(least).toBeGreaterThan(frame + 0.001)
  expect(most).toBeLessThan(frame + 0.1)
})
