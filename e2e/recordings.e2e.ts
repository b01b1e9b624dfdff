// A recording in the hands of an operator, in a real browser: found, run, dragged through, stepped, marked and held.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { type Demo, newPage, openBrowser, startDemo, until } from './harness/demo.ts'
import { ask, logIn, picturesMove, untilRecorded } from './harness/session.ts'

let demo: Demo
let browser: Browser
let page: Page
let views = 0
const broken: string[] = []

before(async () => {
  demo = await startDemo()
  browser = await openBrowser()
  page = await newPage(browser)
  page.on('pageerror', (error) => broken.push(error.message))
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/api/views')) views++
  })
  await logIn(page, demo)
  await untilRecorded(page, 24)
  // Enough behind us to go back in.
  await page.waitForTimeout(20_000)
})

after(async () => {
  await browser?.close()
  await demo?.stop()
})

const position = () => page.evaluate(() => document.querySelector('video')?.currentTime ?? 0)
const isPaused = () => page.evaluate(() => document.querySelector('video')?.paused === true)
const says = (word: string) => page.locator('header').getByText(word, { exact: true }).waitFor({ timeout: 15_000 })

async function runsOn(): Promise<void> {
  await until(
    async () => !(await isPaused()),
    10_000,
    () => 'it does not run',
  )
  await picturesMove(page, 1)
}

/** The lane of the recordings, below the ruler. */
async function lane(): Promise<{ x: number; y: number; width: number }> {
  const box = await page.getByRole('slider').boundingBox()
  assert.ok(box)
  return { x: box.x, y: box.y + box.height * 0.7, width: box.width }
}

test('recordings are found on the timeline, run, stop and go back by a frame', async () => {
  await page.goto(`${demo.origin}/playback?camera=3`)
  await picturesMove(page, 1, 30_000)
  await says('playing')
  await page.keyboard.press('Space')
  await until(isPaused, 5_000, () => 'it does not pause')
  const paused = await position()
  await page.keyboard.press(',')
  await until(
    async () => (await position()) < paused,
    5_000,
    () => 'no frame back',
  )
  const back = await position()
  await page.keyboard.press('.')
  await until(
    async () => (await position()) > back,
    5_000,
    () => 'no frame on',
  )
})

test('the speed doubles forward and backward, and Space halts it', async () => {
  await page.keyboard.press('l')
  await says('playing')
  await page.keyboard.press('l')
  await says('at 2×')
  await page.keyboard.press('Space')
  await says('paused')
  await page.keyboard.press('j')
  await says('backward at 1×')
  await page.keyboard.press('j')
  await says('backward at 2×')
  await page.keyboard.press('Space')
  await says('paused')
  await page.keyboard.press('Space')
  await says('playing')
  await runsOn()
})

test('a click among the loaded seconds goes there and runs on', async () => {
  await page.getByRole('button', { name: '10 s' }).click()
  await runsOn()
  const { x, y, width } = await lane()
  await page.mouse.click(x + width * 0.45, y)
  await says('playing')
  await runsOn()
})

test('a hand that drags sees keyframes, and what it lets go of runs on', async () => {
  const { x, y, width } = await lane()
  await page.mouse.move(x + width * 0.5, y)
  await page.mouse.down()
  for (let step = 0; step < 10; step++) await page.mouse.move(x + width * (0.5 - step * 0.03), y)
  await says('scrubbing')
  await page.locator('video ~ canvas:not([hidden])').waitFor({ timeout: 5_000 })
  await page.mouse.up()
  await says('playing')
  await runsOn()
})

test('a hand that drags over weeks opens few views, and finds its way back', async () => {
  await page.getByRole('button', { name: '30 d' }).click()
  const { x, y, width } = await lane()
  const viewsBefore = views
  const begunAt = Date.now()
  await page.mouse.move(x + width * 0.8, y)
  await page.mouse.down()
  for (let step = 0; step < 40; step++) {
    await page.mouse.move(x + width * (0.8 - step * 0.018), y)
    await page.waitForTimeout(50)
  }
  await page.mouse.up()
  // One view in 0.4 s at most, and the last one.
  assert.ok(views - viewsBefore <= (Date.now() - begunAt) / 400 + 1, `${views - viewsBefore} views`)
  await page.goto(`${demo.origin}/playback?camera=3`)
  await picturesMove(page, 1, 30_000)
})

test('a stretch is marked and held with a reason, and stands in the list of holds', async () => {
  await page.keyboard.press('i')
  await page.waitForTimeout(2_500)
  await page.keyboard.press('o')
  await page.waitForURL(/in=.*out=/)
  await page.keyboard.press('r')
  await page.getByLabel('Why it is held').fill('request of the court, case 41')
  await page.getByRole('dialog').getByRole('button', { name: 'Hold', exact: true }).click()
  await page
    .getByRole('dialog')
    .waitFor({ state: 'hidden', timeout: 5_000 })
    .catch(async () => assert.fail(await page.getByRole('dialog').innerText()))
  await page.goto(`${demo.origin}/holds`)
  await page.getByText('request of the court, case 41').waitFor()
  const { body } = await ask(page, 'GET', '/api/holds')
  assert.equal((body['holds'] as unknown[]).length, 1)
})

test('from a recording one key goes to the live picture of the camera', async () => {
  await page.goto(`${demo.origin}/playback?camera=3`)
  await picturesMove(page, 1, 30_000)
  await page.keyboard.press('Home')
  await page.waitForURL(/\/wall\?.*cameras=3/)
  await picturesMove(page, 1)
  assert.deepEqual(broken, [])
})
