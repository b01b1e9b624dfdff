// Seeks over a really filled index: 30 days of 1,000 cameras. From asking for the row to the frame on the glass, with the
// page cache cold and warm; the number in the picture must be the one asked for, and the row's path the camera and hour.

import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { buildPages, openBrowser, openPage, takeSeen } from '../harness/browser.ts'
import { clipHour } from '../harness/clips.ts'
import { untilIdle } from '../harness/processes.ts'
import { cameraId, makeData } from '../harness/recorder.ts'
import { type Effort, type Row, percentile } from '../harness/report.ts'
import { startSystem } from '../harness/system.ts'
import { HOUR_MS, fillIndex, linkHours, recordHour } from './fill.ts'
import type { Sought } from './page.ts'

const plans = {
  full: { cameras: 1_000, hours: 720, seconds: 3_600, seeks: 300 },
  quick: { cameras: 30, hours: 48, seconds: 3_600, seeks: 40 },
  smoke: { cameras: 2, hours: 2, seconds: 600, seeks: 3 },
} as const
const SEEK_MS_MAX = 150
/** Frames of the recorded hour: 10 a second. */
const FRAME_MS = 100
/** Cameras of one view. */
const AT_ONCE = 20

export async function seekBench(effort: Effort): Promise<Row[]> {
  const { cameras, hours, seconds, seeks } = plans[effort]
  const data = makeData()
  const firstHour = (Math.floor(Date.now() / HOUR_MS) - hours - 1) * HOUR_MS
  const recordings = join(data.folder, 'recordings')
  mkdirSync(recordings)
  const templates = await recordHour(data.folder, clipHour(seconds), firstHour)
  const files = linkHours(recordings, templates, cameras, firstHour, hours)
  const pages = await buildPages('bench/seek/vite.config.ts')
  const system = await startSystem({ data, consoleDir: pages.folder })
  const browser = await openBrowser()
  try {
    const rows = await fillIndex(system.postgres.socketDir, templates, cameras, firstHour, hours)
    // The recorder learns of cameras that were put into the table past the API when the server starts anew.
    await system.server.kill('SIGTERM')
    await system.startServer()
    await system.recorder.kill('SIGTERM')
    await system.startRecorder()
    // Seeks find what is not scanned yet; but who would measure them beside a scan of 720,000 folders?
    await untilIdle(system.recorder.pid)
    const page = await openPage(browser, system)
    await page.goto(`${system.origin}/`)
    const place = { cameras, firstHour, hours, seconds }
    const cold =
      process.getuid?.() === 0 && effort !== 'smoke'
        ? await run(page, place, Math.ceil(seeks / 4), dropCaches)
        : undefined
    const warm = await run(page, place, seeks)
    return [
      { what: 'rows in the index', value: rows, unit: `of ${files} files`, goal: `${files}`, holds: rows === files },
      {
        what: `${warm.ms.length} seeks: pictures with another number, or a row of another camera or hour`,
        value: warm.wrong,
        unit: '',
        goal: '0',
        holds: warm.wrong === 0,
      },
      ...(effort === 'smoke' ? [] : figures(warm, cold)),
    ]
  } finally {
    await browser.close()
    await system.stop()
    pages.remove()
  }
}

interface Measured {
  readonly ms: number[]
  readonly rowMs: number[]
  wrong: number
}

function figures(warm: Measured, cold: Measured | undefined): Row[] {
  const p95 = percentile(warm.ms, 0.95)
  return [
    { what: 'row of the index, page cache warm, p95', value: percentile(warm.rowMs, 0.95), unit: 'ms', goal: '' },
    { what: 'row and picture, page cache warm, p50', value: percentile(warm.ms, 0.5), unit: 'ms', goal: '' },
    {
      what: 'row and picture, page cache warm, p95',
      value: p95,
      unit: 'ms',
      goal: `at most ${SEEK_MS_MAX}`,
      holds: p95 <= SEEK_MS_MAX,
    },
    cold
      ? {
          what: `row and picture, page cache dropped before each of ${cold.ms.length}, p95 (p50 ${Math.round(percentile(cold.ms, 0.5))} ms, wrong ${cold.wrong})`,
          value: percentile(cold.ms, 0.95),
          unit: 'ms',
          goal: 'printed',
        }
      : { what: 'page cache cold', value: 'not run: dropping it needs root', unit: '', goal: 'printed' },
  ]
}

interface Place {
  readonly cameras: number
  readonly firstHour: number
  readonly hours: number
  readonly seconds: number
}

async function run(
  page: Page,
  { cameras, firstHour, hours, seconds }: Place,
  seeks: number,
  before?: () => void,
): Promise<Measured> {
  const measured: Measured = { ms: [], rowMs: [], wrong: 0 }
  for (let done = 0; done < seeks;) {
    const lowest = 1 + Math.floor(Math.random() * Math.max(1, cameras - AT_ONCE))
    const some = Array.from({ length: Math.min(AT_ONCE, cameras) }, (_, i) => cameraId(lowest + i))
    const from = firstHour + Math.floor(Math.random() * Math.max(1, hours - 24)) * HOUR_MS
    const span = Math.min(24, hours)
    await page.evaluate(([ids, a, b]) => bench().openView(ids, a, b), [some, from, from + span * HOUR_MS] as const)
    // The first seek of a view loads the player's code and warms nothing else; it is measured like the others.
    for (let i = 0; i < 20 && done < seeks; i++, done++) {
      const camera = some[Math.floor(Math.random() * some.length)] ?? cameraId(lowest)
      const hour = from + Math.floor(Math.random() * span) * HOUR_MS
      const frame = Math.floor(Math.random() * (seconds * 10 - 20))
      const at = hour + frame * FRAME_MS + FRAME_MS / 2
      await takeSeen(page)
      before?.()
      const sought = await page.evaluate(([id, time]) => bench().seek(id, time), [camera, at] as const)
      const seen = await takeSeen(page)
      measured.ms.push(sought.totalMs)
      measured.rowMs.push(sought.rowMs)
      const isRightRow =
        sought.path.includes(camera) &&
        sought.path.includes(String(hour + Math.floor((frame * FRAME_MS) / 600_000) * 600_000))
      const first = seen.find(({ shownAt }) => Math.abs(shownAt - sought.shownAt) < 1)
      if (first?.number !== frame || !isRightRow) measured.wrong++
    }
  }
  return measured
}

declare function bench(): {
  openView(cameras: string[], from: number, to: number): Promise<void>
  seek(camera: string, at: number): Promise<Sought>
}

/** Pages of files go, PostgreSQL's own buffers stay: its restart would be measured instead. */
function dropCaches(): void {
  execFileSync('sync')
  writeFileSync('/proc/sys/vm/drop_caches', '3')
}
