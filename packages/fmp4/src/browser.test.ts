// The same files in a real browser: Media Source Extensions take them, WebCodecs decodes their keyframes, and the reading
// half of this package runs there as it is.

import { existsSync } from 'node:fs'
import { type Server, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

import { type Browser, type Page, chromium } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import type * as reader from './reader.ts'
import { concatBytes } from './bytes.ts'
import { fragment } from './fragment.ts'
import { initSegment } from './init.ts'
import { gopsOf } from './testing/annex-b.ts'
import { tinyFile } from './testing/mux.ts'
import { formatOf, tinyStream } from './testing/vectors.ts'

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'

declare global {
  var fmp4: typeof reader
}

describe.skipIf(!existsSync(executablePath))('in Chromium', () => {
  let browser: Browser
  let server: Server
  let page: Page

  beforeAll(async () => {
    const script = await bundledReader()
    // WebCodecs exists only where the page is trusted, and loopback is.
    server = createServer((_, answer) => answer.setHeader('content-type', 'text/html').end('<video muted></video>'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-quic']
    browser = await chromium.launch({ executablePath, args })
    page = await browser.newPage()
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    await page.addScriptTag({ content: script })
  })
  afterAll(async () => {
    await browser?.close()
    server?.close()
  })

  test('MSE plays one fragment a picture', async () => {
    const stream = tinyStream('h264')
    const format = formatOf('h264', stream)
    const samples = gopsOf('h264', stream, () => ({ durationTicks: 7500, compositionOffsetTicks: 0 })).flat()
    const live = samples.map((sample, index) =>
      concatBytes(fragment({ sequence: index + 1, baseDecodeTicks: index * 7500, samples: [sample] })),
    )
    const parts = [initSegment(format, { timescale: 90_000 }), ...live]
    expect(await page.evaluate(appended, forPage(format.codecString, parts))).toEqual({ end: 2, width: 64 })
  })

  test('MSE plays a recording with header and trailer', async () => {
    const { codecString } = formatOf('h264', tinyStream('h264'))
    const { parts } = tinyFile('h264')
    expect(await page.evaluate(appended, forPage(codecString, parts))).toEqual({ end: 2, width: 64 })
  })

  test('a keyframe is read and decoded in the page', async () => {
    const { parts } = tinyFile('h264')
    expect(await page.evaluate(decoded, forPage('', parts))).toEqual({
      width: 64,
      height: 48,
      timestamp: 666_667,
    })
  })
})

/** What crosses into the page: JSON, so bytes go as base64. */
interface ForPage {
  readonly type: string
  readonly parts: readonly string[]
}

function forPage(codecString: string, parts: readonly Uint8Array[]): ForPage {
  const base64 = parts.map((part) => Buffer.from(part).toString('base64'))
  return { type: `video/mp4; codecs="${codecString}"`, parts: base64 }
}

async function bundledReader(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      lib: { entry: join(import.meta.dirname, 'reader.ts'), name: 'fmp4', formats: ['iife'] },
    },
  })
  const [output] = [built].flat().flatMap((found) => ('output' in found ? found.output : []))
  if (output?.type !== 'chunk') throw new Error('nothing was bundled')
  return output.code
}

/** Runs in the page. */
async function appended({ type, parts }: ForPage): Promise<{ end: number; width: number }> {
  const video = document.querySelector('video')
  if (!video) throw new Error('no video')
  const source = new MediaSource()
  video.src = URL.createObjectURL(source)
  await new Promise((resolve) => source.addEventListener('sourceopen', resolve, { once: true }))
  const buffer = source.addSourceBuffer(type)
  for (const part of parts) {
    await new Promise<void>((resolve, reject) => {
      buffer.addEventListener('updateend', () => resolve(), { once: true })
      buffer.addEventListener('error', () => reject(new Error('refused by MSE')), { once: true })
      buffer.appendBuffer(Uint8Array.from(atob(part), (letter) => letter.charCodeAt(0)))
    })
  }
  if (video.readyState < 2)
    await new Promise((resolve) => video.addEventListener('loadeddata', resolve, { once: true }))
  return { end: Math.round(buffer.buffered.end(0) * 1000) / 1000, width: video.videoWidth }
}

/** Runs in the page: the second GOP's keyframe through this package and WebCodecs. */
async function decoded({ parts }: ForPage): Promise<{ width: number; height: number; timestamp: number }> {
  const bytes = parts.map((part) => Uint8Array.from(atob(part), (letter) => letter.charCodeAt(0)))
  const [header, , second] = bytes
  if (!header || !second) throw new Error('no second GOP')
  const init = globalThis.fmp4.parseInit(header)
  const sync = globalThis.fmp4.firstSyncSample(second)
  if ('problem' in init || 'problem' in sync) throw new Error(JSON.stringify([init, sync]))
  return await new Promise((resolve, reject) => {
    const decoder = new VideoDecoder({
      output: (frame) => {
        resolve({ width: frame.displayWidth, height: frame.displayHeight, timestamp: frame.timestamp })
        frame.close()
      },
      error: reject,
    })
    decoder.configure({ codec: init.codecString, description: init.configurationRecord.slice() })
    const timestamp = Math.round((sync.decodeTicks * 1_000_000) / init.timescale)
    decoder.decode(new EncodedVideoChunk({ type: 'key', timestamp, data: sync.bytes.slice() }))
    void decoder.flush()
  })
}
