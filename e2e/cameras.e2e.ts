// A technician adds a camera by hand: each way in which it can fail is told exactly, a good one shows its picture, and its
// password is nowhere to be found afterwards.

import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { type Demo, newPage, openBrowser, startDemo, until } from './harness/demo.ts'
import { ask, cameras, camerasLogin, logIn, picturesMove, untilRecorded } from './harness/session.ts'

let demo: Demo
let browser: Browser
let page: Page

before(async () => {
  demo = await startDemo()
  browser = await openBrowser()
  page = await newPage(browser)
  await logIn(page, demo)
  await untilRecorded(page, 24)
})

after(async () => {
  await browser?.close()
  await demo?.stop()
})

async function tryCamera(url: string, username = '', password = ''): Promise<void> {
  await page.goto(`${demo.origin}/cameras/new`)
  await page.getByLabel('RTSP address').fill(url)
  await page.getByLabel("Camera's user name").fill(username)
  await page.getByLabel("Camera's password").fill(password)
  await page.getByRole('button', { name: /Try and see/ }).click()
}

test('a name that is not found', async () => {
  await tryCamera('rtsp://no-such-camera.invalid/stream')
  await page.getByText('was not found on the network').waitFor({ timeout: 15_000 })
})

test('a port where nobody listens', async () => {
  await tryCamera('rtsp://127.0.0.1:9/stream')
  await page.getByText('refused the connection on port 9').waitFor({ timeout: 15_000 })
})

test('a wrong password, and none where one is asked for', async () => {
  const [first] = await cameras(page)
  assert.ok(first)
  const { username } = camerasLogin(demo)
  await tryCamera(first.url, username, 'wrong')
  await page.getByText('refused the user name or the password').waitFor({ timeout: 15_000 })
  await tryCamera(first.url)
  await page.getByText('asks for a user name and a password').waitFor({ timeout: 15_000 })
})

test('a path that the camera does not know', async () => {
  const { username, password } = camerasLogin(demo)
  await tryCamera(`rtsp://127.0.0.1:${demo.simPort}/cam/999`, username, password)
  await page.getByText('does not know the path').waitFor({ timeout: 15_000 })
})

test('a good one shows its picture before it is added, and is recorded afterwards', async () => {
  const [first] = await cameras(page)
  assert.ok(first)
  const { username, password } = camerasLogin(demo)
  await tryCamera(first.url, username, password)
  await until(
    () =>
      page.evaluate(() =>
        [...document.querySelectorAll('video')].some((video) => video.getVideoPlaybackQuality().totalVideoFrames > 0),
      ),
    20_000,
    () => 'the trial shows no picture',
  )
  await page.getByLabel('Name', { exact: true }).fill('By hand')
  await page.getByLabel('Number', { exact: true }).fill('142')
  await page.getByRole('button', { name: /^Add camera/ }).click()
  await page.waitForURL(/\/cameras\/142/)
  await until(
    async () => (await cameras(page)).some(({ number, state }) => number === 142 && state.what === 'recording'),
    20_000,
    () => 'it is not recorded',
  )
  await page.goto(`${demo.origin}/wall?layout=1&cameras=142`)
  await picturesMove(page, 1)
})

test('its password is in no answer, event, trace, page or process list', async () => {
  const { password } = camerasLogin(demo)
  assert.ok(password.length > 8)
  const texts: [string, string][] = []
  for (const path of [
    '/api/cameras',
    '/api/events?since=0&limit=500',
    '/api/system',
    '/api/alarms',
    '/metrics',
    '/api/openapi.json',
  ])
    texts.push([path, await page.evaluate(async (url) => await (await fetch(url)).text(), path)])
  const traces = join(demo.dataFolder, 'traces')
  for (const name of readdirSync(traces)) texts.push([name, readFileSync(join(traces, name), 'utf8')])
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
    try {
      texts.push([`process ${pid}`, readFileSync(`/proc/${pid}/cmdline`, 'utf8')])
    } catch {
      // It ended meanwhile.
    }
  texts.push(['launcher', demo.said()])
  texts.push(['page', await page.content()])
  assert.deepEqual(
    texts.filter(([, text]) => text.includes(password)).map(([where]) => where),
    [],
  )
})

test('a ticket opens the door once, for its cameras and its login only', async () => {
  const [one, two] = await cameras(page)
  assert.ok(one && two)
  const { status, body } = await ask(page, 'POST', '/api/views', {
    cameras: [one.id],
    mode: 'clear',
    purpose: 'maintenance',
  })
  assert.equal(status, 201)
  const ticket = { receipt: body['receipt'], secret: body['secret'] }
  const [listener] = body['listeners'] as { url: string }[]
  assert.ok(listener)
  const knock = (ticketSent: object, next?: object) =>
    page.evaluate(
      ({ url, message, request }) =>
        new Promise<string[]>((resolve) => {
          const heard: string[] = []
          const socket = new WebSocket(url)
          socket.binaryType = 'arraybuffer'
          socket.addEventListener('open', () => socket.send(JSON.stringify(message)))
          socket.addEventListener('message', ({ data }) => {
            if (typeof data !== 'string') {
              heard.push('picture')
              return
            }
            const said = JSON.parse(data) as { type: string; code?: string }
            heard.push(said.code ?? said.type)
            if (said.type === 'admitted' && request) socket.send(JSON.stringify(request))
          })
          socket.addEventListener('close', () => resolve(heard))
          setTimeout(() => socket.close(), 1_500)
        }),
      { url: listener.url, message: ticketSent, request: next },
    )
  assert.deepEqual(await knock({ ...ticket, secret: 'A'.repeat(43) }), ['ticket-secret'])
  const other = await knock(ticket, { type: 'live', channel: 1, camera: two.id })
  assert.equal(other[0], 'admitted')
  assert.ok(other.includes('ticket-camera') && !other.includes('picture'), other.join())
  assert.deepEqual(await knock(ticket), ['ticket-used'])
})

test('a view ends within 2 s of its login', async () => {
  const other = await newPage(browser)
  await logIn(other, demo)
  await other.goto(`${demo.origin}/wall?layout=1&cameras=2`)
  await picturesMove(other, 1)
  const context = other.context()
  const stale = await context.newPage()
  await stale.goto(`${demo.origin}/system`)
  assert.ok((await ask(stale, 'POST', '/api/logout', {})).status < 300)
  await new Promise((resolve) => setTimeout(resolve, 2_500))
  const at = await other.evaluate(
    () => document.querySelector('video')?.getVideoPlaybackQuality().totalVideoFrames ?? 0,
  )
  await new Promise((resolve) => setTimeout(resolve, 1_500))
  const later = await other.evaluate(
    () => document.querySelector('video')?.getVideoPlaybackQuality().totalVideoFrames ?? 0,
  )
  assert.equal(later, at)
  await context.close()
})
