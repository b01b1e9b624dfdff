// Nine tiles of the real console joined at once: how long from the frame's time of sending to its place on the glass,
// and how long from asking for the view to the first picture. The number burnt into each picture says which frame it is.

import { clip360 } from '../harness/clips.ts'
import { buildPages, openBrowser, openPage, takeSeen } from '../harness/browser.ts'
import type { SeenFrame } from '../harness/browser.ts'
import { type Fleet, startFleet } from '../harness/fleet.ts'
import { sleep } from '../harness/processes.ts'
import { type Effort, type Row, percentile } from '../harness/report.ts'
import { addCameras, startSystem } from '../harness/system.ts'

const plans = {
  full: { tiles: 9, loads: 6, watchMs: 20_000 },
  quick: { tiles: 9, loads: 2, watchMs: 6_000 },
  smoke: { tiles: 1, loads: 1, watchMs: 1_500 },
} as const
const LATENCY_MS_MAX = 150
const FIRST_MS_MAX = 800

export async function liveBench(effort: Effort): Promise<Row[]> {
  const { tiles, loads, watchMs } = plans[effort]
  const clip = clip360()
  const pages = await buildPages('apps/console/vite.config.ts')
  const system = await startSystem({ consoleDir: pages.folder })
  const fleet = await startFleet(clip, tiles)
  const browser = await openBrowser()
  try {
    await addCameras(system.api, tiles, (number) => fleet.url(number))
    await sleep(3_000)
    const page = await openPage(browser, system)
    const numbers = Array.from({ length: tiles }, (_, i) => i + 1).join(',')
    const first: number[][] = []
    const latency: number[] = []
    let wrong = 0
    for (let load = 0; load < loads; load++) {
      await page.goto(`${system.origin}/wall?layout=${tiles === 1 ? 1 : 9}&cameras=${numbers}`)
      await sleep(2_500)
      const early = await takeSeen(page)
      const askedAt = await page.evaluate(() => {
        const entry = performance.getEntriesByType('resource').find(({ name }) => name.endsWith('/api/views'))
        return performance.timeOrigin + (entry?.startTime ?? 0)
      })
      first.push(
        Array.from(
          { length: tiles },
          (_, tile) => (early.find(({ video }) => video === tile)?.shownAt ?? Number.POSITIVE_INFINITY) - askedAt,
        ),
      )
      await sleep(watchMs)
      const measured = await latencies(await takeSeen(page), fleet, clip)
      latency.push(...measured.ms)
      wrong += measured.wrong
    }
    const expected = tiles * loads * (watchMs / 1000) * clip.fps
    return [
      {
        what: `${tiles} tiles of 640x360: frames seen with a number that the source had just sent`,
        value: latency.length,
        unit: `of about ${expected}`,
        goal: 'at least 95 %',
        holds: latency.length >= expected * (effort === 'smoke' ? 0.5 : 0.95),
      },
      {
        what: 'frames whose number could not be, or could not be read',
        value: wrong,
        unit: '',
        goal: '0',
        holds: wrong === 0,
      },
      ...(effort === 'smoke' ? [] : figures(latency, first)),
    ]
  } finally {
    await browser.close()
    await fleet.stop()
    await system.stop()
    pages.remove()
  }
}

function figures(latency: readonly number[], first: readonly number[][]): Row[] {
  const p95 = percentile(latency, 0.95)
  const firstP95 = percentile(first.flat(), 0.95)
  return [
    { what: 'from the source to the glass, p50', value: percentile(latency, 0.5), unit: 'ms', goal: '' },
    {
      what: 'from the source to the glass, p95',
      value: p95,
      unit: 'ms',
      goal: `at most ${LATENCY_MS_MAX}`,
      holds: p95 <= LATENCY_MS_MAX,
    },
    {
      what: 'first picture after asking for the view, p50',
      value: percentile(first.flat(), 0.5),
      unit: 'ms',
      goal: '',
    },
    {
      what: 'the last of the tiles in each load, the first load being a cold browser',
      value: first.map((load) => Math.round(Math.max(...load))).join(', '),
      unit: 'ms',
      goal: '',
    },
    {
      what: 'first picture after asking for the view, p95',
      value: firstP95,
      unit: 'ms',
      goal: `at most ${FIRST_MS_MAX}`,
      holds: firstP95 <= FIRST_MS_MAX,
    },
  ]
}

/**
 * Tile i shows camera i + 1. The number says which frame of the loop it is, and the source says when that frame was due:
 * never later than its last byte reached our socket.
 */
async function latencies(
  seen: readonly SeenFrame[],
  fleet: Fleet,
  clip: { fps: number; frames: number },
): Promise<{ ms: number[]; wrong: number }> {
  const due = await fleet.dueFrames()
  const ms: number[] = []
  let wrong = 0
  for (const { video, shownAt, number } of seen) {
    const known = due.get(String(video + 1))
    if (!known || number < 0 || number >= clip.frames) {
      wrong++
      continue
    }
    // How many frames before the known one: the number says it within a loop, the time says which loop.
    const framesBefore = known.inLoop - number
    const byTime = ((known.dueAt - shownAt) / 1000) * clip.fps
    const loops = Math.round((byTime - framesBefore) / clip.frames)
    const dueAt = known.dueAt - ((framesBefore + loops * clip.frames) * 1000) / clip.fps
    ms.push(shownAt - dueAt)
  }
  return { ms, wrong }
}
