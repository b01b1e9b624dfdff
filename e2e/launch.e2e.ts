// The real thing: an empty system, the one-time link for its first administrator, and an end that leaves nothing behind.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { newPage, openBrowser, startSereno } from './harness/demo.ts'
import { ask } from './harness/session.ts'

/** Processes whose environment names this data folder. */
function processesOf(dataFolder: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => `${read(`/proc/${pid}/environ`)}${read(`/proc/${pid}/cmdline`)}`.includes(dataFolder))
    .map(Number)
}

function userOf(pid: number): number {
  return Number(/^Uid:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1] ?? -1)
}

function commandOf(pid: number): string {
  return read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')
}

/** Nothing where it has ended meanwhile. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

test('an empty system makes its first administrator by a link that works once', async () => {
  const sereno = await startSereno('start')
  const browser = await openBrowser()
  try {
    const link = /(http:\/\/localhost:\d+\/welcome#\S+)/.exec(sereno.said())?.[1]
    assert.ok(link, sereno.said())
    const page = await newPage(browser)
    await page.goto(link)
    const fields = { login: 'ana', name: 'Ana Quispe', password: 'a lamp for the night' }
    const token = link.slice(link.indexOf('#') + 1).replace(/^token=/, '')
    const made = await ask(page, 'POST', '/api/welcome', { token, ...fields })
    assert.ok(made.status < 300, JSON.stringify(made.body))
    const again = await ask(page, 'POST', '/api/welcome', { token, ...fields, login: 'eva' })
    assert.equal((again.body['refusal'] as { code: string }).code, 'welcome-used')
    await page.goto(`${sereno.origin}/login`)
    await page.locator('input[autocomplete=username]').fill('ana')
    await page.locator('input[type=password]').fill(fields.password)
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/wall/)
  } finally {
    await browser.close()
    await sereno.stop()
  }
})

test('nothing but the launcher runs as root, and Ctrl-C leaves no process behind', async () => {
  const sereno = await startSereno('demo')
  try {
    const pids = processesOf(sereno.dataFolder).filter((pid) => pid !== sereno.launcher.pid)
    assert.ok(pids.length >= 4, `only ${pids.length} processes`)
    // A child of the launcher is root for the moment between its birth and its first step: who stays root is meant.
    const asRoot = pids.filter((pid) => userOf(pid) === 0)
    await new Promise((resolve) => setTimeout(resolve, 500))
    const stayed = asRoot.filter((pid) => userOf(pid) === 0).map(commandOf)
    if (process.getuid?.() === 0)
      assert.deepEqual(
        stayed.filter((command) => !command.includes('apps/launcher')),
        [],
      )
    const ended = once(sereno.launcher, 'exit')
    sereno.launcher.kill('SIGINT')
    await ended
    assert.deepEqual(processesOf(sereno.dataFolder), [])
  } finally {
    rmSync(join(sereno.dataFolder, '..'), { recursive: true, force: true })
  }
})
