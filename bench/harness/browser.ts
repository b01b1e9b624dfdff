// The real console in a real browser, and the number that is burnt into each picture it shows.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type Page, chromium } from 'playwright-core'
import { build } from 'vite'
import { STRIP_BITS, STRIP_HEIGHT_SHARE } from './clips.ts'
import { root } from './processes.ts'
import type { System } from './system.ts'

export interface Built {
  readonly folder: string
  remove(): void
}

/** Builds pages (the console's, or a bench's own) into a folder that the server can hand out. */
export async function buildPages(configFile: string): Promise<Built> {
  const folder = mkdtempSync(join(tmpdir(), 'sereno-bench-pages-'))
  await build({ configFile: `${root}${configFile}`, logLevel: 'error', build: { outDir: folder, emptyOutDir: true } })
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    chromiumSandbox: false,
    args: [
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--autoplay-policy=no-user-gesture-required',
    ],
  })
}

/** A page that is logged in, and that notes every frame it paints: which video, when on the glass, which number. */
export async function openPage(browser: Browser, { origin, api }: System): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 }, locale: 'en-US' })
  const [name = '', value = ''] = api.cookie.split('=')
  await context.addCookies([{ name, value, url: origin, httpOnly: true, sameSite: 'Strict' }])
  const page = await context.newPage()
  await page.addInitScript(noteFrames, { bits: STRIP_BITS, heightShare: STRIP_HEIGHT_SHARE })
  return page
}

export interface SeenFrame {
  readonly video: number
  /** Unix ms at which the browser expects it on the display. */
  readonly shownAt: number
  readonly number: number
}

/**
 * Runs in the page. Reads one line of luma out of each painted frame, as it was decoded: no picture is converted or copied
 * for it, since what looks must not cost what is looked at.
 */
function noteFrames({ bits, heightShare }: { bits: number; heightShare: number }): void {
  const seen: SeenFrame[] = []
  const reading = new Set<Promise<void>>()
  Object.assign(window, {
    takeSeenFrames: async () => {
      await Promise.all(reading)
      return seen.splice(0)
    },
  })
  const numberOf = async (frame: VideoFrame): Promise<number> => {
    const { width, height } = frame.visibleRect ?? { width: 0, height: 0 }
    const rect = { x: 0, y: Math.floor((height * heightShare) / 4) * 2, width, height: 2 }
    const luma = new Uint8Array(frame.allocationSize({ rect }))
    await frame.copyTo(luma, { rect })
    let number = 0
    for (let bit = 0; bit < bits; bit++) {
      const light = luma[Math.floor(((bit + 0.5) * width) / bits)] ?? 0
      // Grey is neither: such a picture is not one of ours.
      if (light > 100 && light < 155) return -1
      number = number * 2 + (light >= 155 ? 1 : 0)
    }
    return number
  }
  const note = async (video: HTMLVideoElement, expectedDisplayTime: number): Promise<void> => {
    const index = [...document.querySelectorAll('video')].indexOf(video)
    const one = { video: index, shownAt: performance.timeOrigin + expectedDisplayTime, number: -1 }
    seen.push(one)
    const frame = new VideoFrame(video)
    try {
      one.number = await numberOf(frame)
    } finally {
      frame.close()
    }
  }
  const watched = new WeakSet<HTMLVideoElement>()
  const watch = (video: HTMLVideoElement) => {
    watched.add(video)
    const painted = (_now: number, { expectedDisplayTime }: VideoFrameCallbackMetadata) => {
      const read = note(video, expectedDisplayTime).catch(() => undefined)
      reading.add(read)
      void read.then(() => reading.delete(read))
      video.requestVideoFrameCallback(painted)
    }
    video.requestVideoFrameCallback(painted)
  }
  const look = () => {
    for (const video of document.querySelectorAll('video')) if (!watched.has(video)) watch(video)
  }
  new MutationObserver(look).observe(document, { childList: true, subtree: true })
}

export function takeSeen(page: Page): Promise<SeenFrame[]> {
  return page.evaluate(() => (window as unknown as { takeSeenFrames(): Promise<SeenFrame[]> }).takeSeenFrames())
}
