// Asks after processes by their numbers, for the tests that end some of them and count who is left.

import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

import { birthOf } from '../process-table.ts'

export function isAlive(pid: number): boolean {
  return birthOf(pid) !== undefined
}

export function ownerOf(pid: number): number {
  return statSync(`/proc/${pid}`).uid
}

/** The number in a file that a fixture writes when it begins. */
export async function pidIn(file: string): Promise<number> {
  await until(() => existsSync(file) && readFileSync(file, 'utf8') !== '')
  return Number(readFileSync(file, 'utf8'))
}

/** All that have one of these texts in their command line, the guards among them. */
export function processesWith(text: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => isAlive(pid) && commandLine(pid).includes(text))
}

function commandLine(pid: number): string {
  try {
    return readFileSync(join('/proc', String(pid), 'cmdline'), 'utf8')
  } catch {
    return ''
  }
}

/** Looks every 10 ms. A test that waits for what does not come fails here, by what it waited for. */
export async function until(isSo: () => boolean, withinMs = 15_000): Promise<void> {
  const end = performance.now() + withinMs
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`not so within ${withinMs} ms: ${isSo.toString()}`)
    await pause(10)
  }
}
