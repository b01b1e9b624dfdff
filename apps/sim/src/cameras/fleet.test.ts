import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { aFolder } from '../testing/ffmpeg.ts'
import { syntheticClip, syntheticStream } from '../testing/synthetic.ts'
import { loadClip } from './clip.ts'
import { FLEET_CAMERAS_MAX, startFleet } from './fleet.ts'

const folder = aFolder(afterAll)
const fleetOf = (cameras: number) => startFleet({ clip: syntheticClip(), cameras, fps: 25, manualFromMs: 0 })

async function placesInLoop(): Promise<number[]> {
  const fleet = await fleetOf(40)
  onTestFinished(() => fleet.close())
  return [...fleet.cameras.values()].map((camera) => camera.at(1_000_000).inLoop)
}

test('a fleet has one camera at least and so many at most', async () => {
  const fleet = await fleetOf(FLEET_CAMERAS_MAX)
  onTestFinished(() => fleet.close())
  expect(fleet.cameras.size).toBe(FLEET_CAMERAS_MAX)
  for (const cameras of [0, FLEET_CAMERAS_MAX + 1, 1.5])
    await expect(fleetOf(cameras)).rejects.toThrow(/a fleet has 1 to/)
})

test('its cameras show different moments, the same ones each time', async () => {
  const [first, second] = [await placesInLoop(), await placesInLoop()]
  expect(second).toEqual(first)
  expect(new Set(first).size).toBeGreaterThan(10)
})

test('a file that is too large is not read, one without a keyframe is no clip', async () => {
  const file = join(folder, 'huge.h264')
  writeFileSync(file, syntheticStream())
  expect((await loadClip(file)).frames).toHaveLength(20)
  const { size } = statSync(file)
  expect((await loadClip(file, 'h264', size)).frames).toHaveLength(20)
  await expect(loadClip(file, 'h264', size - 1)).rejects.toThrow(`at most ${size - 1}`)
  writeFileSync(file, 'no video')
  await expect(loadClip(file)).rejects.toThrow(/no h264 keyframe/)
})

test('a keyframe without its parameter sets gets those that came before', async () => {
  const file = join(folder, 'once.h264')
  const stream = syntheticStream({ frames: 20, gop: 10 })
  const second = stream.indexOf(Buffer.from('0000000167', 'hex'), 10)
  const key = stream.indexOf(Buffer.from('0000000165', 'hex'), second)
  writeFileSync(file, Buffer.concat([stream.subarray(0, second), stream.subarray(key)]))
  const { frames, gopFrames } = await loadClip(file)
  expect([frames.length, gopFrames]).toEqual([20, 10])
  expect(frames[10]?.packets.length).toBe(frames[0]?.packets.length)
})
