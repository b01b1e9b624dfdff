// What journeys do again and again: log in, look whether a picture moves, ask the API as the page would.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { type Demo, until } from './demo.ts'

export async function logIn(page: Page, { origin, login }: Demo): Promise<void> {
  await page.goto(`${origin}/login`)
  await page.locator('input[autocomplete=username]').fill(login.login)
  await page.locator('input[type=password]').fill(login.password)
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/wall/)
}

/** Waits until at least `count` videos have painted a frame and then another. */
export async function picturesMove(page: Page, count: number, waitMs = 20_000): Promise<void> {
  const painted = () =>
    page.evaluate(() =>
      [...document.querySelectorAll('video')].map((video) => video.getVideoPlaybackQuality().totalVideoFrames),
    )
  await until(
    async () => (await painted()).filter((frames) => frames > 0).length >= count,
    waitMs,
    () => `no ${count} pictures in ${page.url()}`,
  )
  const before = await painted()
  await until(
    async () => (await painted()).filter((frames, i) => frames > (before[i] ?? 0)).length >= count,
    waitMs,
    () => `pictures stand still in ${page.url()}`,
  )
}

export interface Answer {
  readonly status: number
  readonly body: Record<string, unknown>
}

/** The API with the page's own session. */
export function ask(page: Page, method: string, path: string, body?: object): Promise<Answer> {
  return page.evaluate(
    async (request) => {
      const headers = request.body ? { 'content-type': 'application/json' } : undefined
      const sent = headers ? { headers, body: JSON.stringify(request.body) } : {}
      const answer = await fetch(request.path, { method: request.method, ...sent })
      const text = await answer.text()
      return { status: answer.status, body: text ? JSON.parse(text) : {} }
    },
    { method, path, body },
  )
}

/** Login of the demonstration's virtual cameras. */
export function camerasLogin({ dataFolder }: Demo): { username: string; password: string } {
  const said = JSON.parse(readFileSync(join(dataFolder, 'secrets', 'demo-cameras.json'), 'utf8')) as Record<
    string,
    string
  >
  return { username: said['user'] ?? said['username'] ?? '', password: said['password'] ?? '' }
}

export interface CameraRow {
  readonly id: string
  readonly number: number
  readonly name: string
  readonly url: string
  readonly state: { readonly what: string; readonly cause?: string; readonly lastPictureAt?: number }
}

export async function cameras(page: Page): Promise<CameraRow[]> {
  const { status, body } = await ask(page, 'GET', '/api/cameras')
  assert.equal(status, 200)
  return body['cameras'] as CameraRow[]
}

export async function untilRecorded(page: Page, count: number, waitMs = 60_000): Promise<CameraRow[]> {
  let rows: CameraRow[] = []
  await until(
    async () => {
      rows = await cameras(page)
      return rows.filter(({ state }) => state.what === 'recording').length >= count
    },
    waitMs,
    () =>
      `not ${count} cameras recorded: ${JSON.stringify(rows.map(({ number, state }) => [number, state.what, state.cause]))}`,
  )
  return rows
}
