// Files of ours in the hands of programs that are not: ffprobe reads them, ffmpeg decodes the very same pictures.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, describe, expect, test } from 'vitest'

import { concatBytes } from './bytes.ts'
import type { VideoCodec } from './configuration.ts'
import { fragment } from './fragment.ts'
import { initSegment } from './init.ts'
import { firstSyncSample, nalUnitsOf, parseInit } from './reader.ts'
import { type UnitTime, gopsOf, nalType, readAnnexB } from './testing/annex-b.ts'
import { ffmpeg, hasFfmpeg, pictureHashes, probePackets, probeStream } from './testing/ffprobe.ts'
import { muxFile, tinyFile } from './testing/mux.ts'
import { formatOf, realDataFolder, sound, tinyBytes, tinyStream } from './testing/vectors.ts'

const folder = mkdtempSync(join(tmpdir(), 'fmp4-players-'))
afterAll(() => rmSync(folder, { recursive: true }))
const inFolder = (name: string): string => join(folder, name)

describe.skipIf(!hasFfmpeg)('of the vectors', () => {
  test.each<VideoCodec>(['h264', 'h265'])('%s: every picture, its size, its flags', async (codec) => {
    const stream = tinyStream(codec)
    const path = inFolder(`tiny-${codec}.mp4`)
    const raw = inFolder(`tiny.${codec}`)
    writeFileSync(path, tinyFile(codec).bytes)
    writeFileSync(raw, tinyBytes(codec))
    expect(await probeStream(path)).toMatchObject({
      codec_name: codec === 'h264' ? 'h264' : 'hevc',
      codec_tag_string: codec === 'h264' ? 'avc1' : 'hvc1',
      width: 64,
      height: 48,
      time_base: '1/90000',
    })
    const packets = await probePackets(path)
    expect(packets.map(({ size }) => size)).toEqual(stream.units.map((unit) => sizeOf(unit)))
    expect(packets.flatMap(({ isKey }, index) => (isKey ? [index] : []))).toEqual([0, 8, 16])
    expect(packets.every(({ duration }) => duration === 7500)).toBe(true)
    // Both are decoded from the pictures alone; the times of the tiny file are in the order of decoding.
    expect(await pictureHashes(path)).toEqual(await pictureHashes(raw))
  })

  test('one fragment a picture, as on the live wire', async () => {
    const stream = tinyStream('h264')
    const samples = gopsOf('h264', stream, () => ({ durationTicks: 7500, compositionOffsetTicks: 0 })).flat()
    const live = samples.flatMap((sample, index) =>
      fragment({ sequence: index + 1, baseDecodeTicks: index * 7500, samples: [sample] }),
    )
    const path = inFolder('live.mp4')
    writeFileSync(path, concatBytes([initSegment(formatOf('h264', stream), { timescale: 90_000 }), ...live]))
    expect((await probePackets(path)).map(({ dts }) => dts)).toEqual(samples.map((_, index) => index * 7500))
    expect(await pictureHashes(path)).toHaveLength(24)
  })

  test('other players find a time by the random access table', async () => {
    const path = inFolder('seek.mp4')
    writeFileSync(path, tinyFile('h265').bytes)
    const all = await pictureHashes(path)
    expect(await pictureHashes(path, '-ss', '1.34')).toEqual(all.slice(-7))
  })

  test('an open file without a trailer plays to its last whole GOP', async () => {
    const { bytes, trailerOffset } = tinyFile('h264')
    const path = inFolder('open.mp4')
    writeFileSync(path, bytes.subarray(0, trailerOffset))
    expect(await probePackets(path)).toHaveLength(24)
  })
})

describe.skipIf(!hasFfmpeg || !realDataFolder)('of real recordings (SERENO_TEST_DATA)', () => {
  const clip = join(realDataFolder ?? '', 'clips/car-detection.mp4')

  test('H.264 from a camera: packets and pictures are those of the original', { timeout: 60_000 }, async () => {
    const { path, original } = await remux('h264', clip)
    const ours = await probePackets(path)
    expect(ours).toHaveLength(377)
    expect(ours.map(({ isKey }) => isKey)).toEqual(original.map(({ isKey }) => isKey))
    expect(ours.map(({ pts }) => pts)).toEqual(original.map(({ pts }) => pts))
    expect(await pictureHashes(path)).toEqual(await pictureHashes(clip))
  })

  test('H.265 with B-frames: packets and pictures are those of the original', { timeout: 120_000 }, async () => {
    const encoded = inFolder('car-h265.mp4')
    const options = ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=error:bframes=2:keyint=25']
    await ffmpeg('-i', clip, '-t', '4', '-an', ...options, '-tag:v', 'hvc1', encoded)
    const { path, original } = await remux('h265', encoded)
    const ours = await probePackets(path)
    expect(ours.map(({ isKey }) => isKey)).toEqual(original.map(({ isKey }) => isKey))
    expect(ours.some(({ pts, dts }) => pts !== dts)).toBe(true)
    // The camera's clock begins before 0 where pictures are reordered; ours begins at 0.
    const lead = original[0]?.dts ?? 0
    expect(ours.map(({ pts }) => pts)).toEqual(original.map(({ pts }) => pts - lead))
    expect(await pictureHashes(path)).toEqual(await pictureHashes(encoded))
  })

  test('the signatures that a camera put into its SEI come out byte by byte', { timeout: 60_000 }, async () => {
    const signed = join(realDataFolder ?? '', 'onvif/test_signed_h264.mp4')
    const original = await readSamples(signed)
    const units = original.map((sample) => sound(nalUnitsOf(sample)))
    expect(units.flat().filter(isMediaSigning).length).toBeGreaterThanOrEqual(5)
    const gops = gopsOf('h264', { units, ...parameterSetsIn(signed) }, () => ({
      durationTicks: 3600,
      compositionOffsetTicks: 0,
    }))
    const path = inFolder('signed.mp4')
    writeFileSync(path, muxFile({ format: formatOf('h264', parameterSetsIn(signed)), gops }).bytes)
    // Read out of our file by ffmpeg, every sample is what it was.
    expect(await readSamples(path)).toEqual(original)
    // Its edit list hides the first picture; we have none.
    expect(await pictureHashes(path)).toEqual(await pictureHashes(signed, '-ignore_editlist', '1'))
  })
})

test('a signature with start codes and trailing zeros inside comes out byte by byte', () => {
  // ONVIF Media Signing leaves emulation prevention out where bit 0x40 says so; only lengths carry such a unit.
  const sei = Uint8Array.of(6, 5, 34, ...MEDIA_SIGNING, 0x80, 0, 0, 1, 0x65, 0, 0, 0, 1, 0, 0, 3, 9, 0x80, 0, 0)
  const [gop = []] = gopsOf('h264', tinyStream('h264'), () => ({ durationTicks: 7500, compositionOffsetTicks: 0 }))
  const [first, ...rest] = gop
  const samples = [{ durationTicks: 7500, isSync: true, nalUnits: [sei, ...(first?.nalUnits ?? [])] }, ...rest]
  const bytes = concatBytes(fragment({ sequence: 1, baseDecodeTicks: 0, samples }))
  const [out] = sound(nalUnitsOf(sound(firstSyncSample(bytes)).bytes))
  expect(out).toEqual(sei)
})

// doc/MediaSigning.xml of onvif/specs, the UUID of its user data.
const MEDIA_SIGNING = Buffer.from('005bc93f2d715e95ada4796f90877a6f', 'hex')

function isMediaSigning(nal: Uint8Array): boolean {
  return nalType('h264', nal) === 6 && Buffer.from(nal).includes(MEDIA_SIGNING)
}

/** Samples as they lie in an mp4. By way of Annex B the signatures would be cut at the start codes inside them. */
async function readSamples(path: string): Promise<Uint8Array[]> {
  const raw = inFolder('samples.bin')
  await ffmpeg('-i', path, '-map', '0:v', '-c', 'copy', '-f', 'data', raw)
  const bytes = readFileSync(raw)
  let at = 0
  const samples = (await probePackets(path, 'quiet')).map(
    ({ size }) => new Uint8Array(bytes.subarray(at, (at += size))),
  )
  expect(at).toBe(bytes.length)
  return samples
}

/** The one SPS and the one PPS of an mp4's avcC. */
function parameterSetsIn(path: string): { sps: Uint8Array; pps: Uint8Array } {
  const { configurationRecord: record } = sound(parseInit(readFileSync(path)))
  const spsEnd = 8 + ((record[6] ?? 0) << 8) + (record[7] ?? 0)
  return { sps: record.subarray(8, spsEnd), pps: record.subarray(spsEnd + 3, spsEnd + 3 + (record[spsEnd + 2] ?? 0)) }
}

/** A file of another maker → Annex B → ours, with its times. */
async function remux(codec: VideoCodec, from: string) {
  const raw = inFolder(`remux.${codec}`)
  const [filter, muxer] = codec === 'h264' ? ['h264_mp4toannexb', 'h264'] : ['hevc_mp4toannexb', 'hevc']
  await ffmpeg('-i', from, '-map', '0:v', '-c', 'copy', '-bsf:v', filter, '-f', muxer, raw)
  const { time_base: timeBase } = await probeStream(from)
  const [, unitsPerSecond = 1] = timeBase.split('/').map(Number)
  const toTicks = (time: number): number => Math.round((time * 90_000) / unitsPerSecond)
  const original = (await probePackets(from)).map((packet) => ({
    ...packet,
    pts: toTicks(packet.pts),
    dts: toTicks(packet.dts),
  }))
  const timeOf = (index: number): UnitTime => {
    const [packet, next] = original.slice(index, index + 2)
    if (!packet) throw new Error(`no packet ${index}`)
    return { durationTicks: (next?.dts ?? packet.dts) - packet.dts, compositionOffsetTicks: packet.pts - packet.dts }
  }
  const stream = readAnnexB(codec, readFileSync(raw))
  expect(stream.units).toHaveLength(original.length)
  const format = formatOf(codec, stream)
  const muxed = muxFile({ format, gops: gopsOf(codec, stream, timeOf) })
  expect(sound(parseInit(muxed.bytes))).toMatchObject({ codecString: format.codecString, width: format.width })
  const path = inFolder(`remux-${codec}.mp4`)
  writeFileSync(path, muxed.bytes)
  return { path, original }
}

function sizeOf(unit: readonly Uint8Array[]): number {
  return unit.reduce((sum, nal) => sum + 4 + nal.length, 0)
}
