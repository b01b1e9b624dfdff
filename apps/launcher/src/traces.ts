// Keeps what the processes write to stderr in DATA/traces/<name>.log, and picks what a person at the terminal must see.
// One older file is kept beside it; together they never take more than twice the limit.

import { closeSync, constants, fstatSync, openSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

import { type Identity, withRightsOf } from './identity.ts'

// About a week of an untroubled system, and small enough to be sent with a question.
export const TRACE_BYTES_MAX = 16_000_000
// A process in trouble says the same a hundred times a second; a person reads one line of it.
export const SUMMARY_PAUSE_MS = 5_000
const SUMMARY_LENGTH_MAX = 200

export interface TraceFile {
  path: string
  write: (line: string) => void
  close: () => void
}

export function openTraceFile(
  folder: string,
  name: string,
  identity: Identity | undefined,
  bytesMax = TRACE_BYTES_MAX,
): TraceFile {
  const path = join(folder, `${name}.log`)
  // O_NOFOLLOW: a link planted here must not lead the launcher to another file.
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | constants.O_NOFOLLOW
  const open = () => withRightsOf(identity, () => openSync(path, flags, 0o600))
  let file = open()
  let bytes = fstatSync(file).size
  return {
    path,
    write: (line) => {
      const text = Buffer.from(`${line}\n`)
      try {
        if (bytes > 0 && bytes + text.length > bytesMax) {
          withRightsOf(identity, () => renameSync(path, `${path}.1`))
          closeSync(file)
          file = open()
          bytes = 0
        }
        bytes += writeSync(file, text)
      } catch {
        // A full disk loses traces. It must not also end the recorders.
      }
    },
    close: () => closeSync(file),
  }
}

/** What a line of stderr says about trouble: pino's lines from level 50 (error), PostgreSQL's FATAL and PANIC. */
export function troubleIn(line: string): string | undefined {
  if (line.startsWith('{')) {
    const { level, msg, err, reason } = parseTrace(line)
    if (typeof level !== 'number' || level < 50) return undefined
    const cause = typeof err === 'object' && err !== null && 'message' in err ? String(err.message) : ''
    const text = [msg, cause, reason].filter((part) => typeof part === 'string' && part !== '')
    return shorten([...new Set(text)].join(': ') || line)
  }
  const postgres = /\b(?:FATAL|PANIC):\s+(.*)$/.exec(line)
  return postgres ? shorten(postgres[1] ?? '') : undefined
}

/** Why a process ended, out of its last lines: the last trouble, else the last `…Error: …` of a crash, else the last line. */
export function reasonIn(lines: readonly string[]): string | undefined {
  const crash = lines.findLast((line) => /^(?:\w*Error(?: \[\w+\])?|\w*Exception): /.test(line))
  const trouble = lines.map(troubleIn).findLast((text) => text !== undefined)
  const last = lines.findLast((line) => line.trim() !== '' && !line.startsWith('Node.js v'))
  const text = trouble ?? crash ?? last
  return text === undefined ? undefined : shorten(text)
}

/** Lets one text through per pause and counts the others, which the next one then mentions. */
export function summaryGate(now: () => number) {
  let nextAt = -Infinity
  let held = 0
  return (text: string): string | undefined => {
    if (now() < nextAt) {
      held += 1
      return undefined
    }
    const more = held === 0 ? '' : ` (and ${held} more since the last one)`
    held = 0
    nextAt = now() + SUMMARY_PAUSE_MS
    return `${text}${more}`
  }
}

function parseTrace(line: string): { level?: unknown; msg?: unknown; err?: unknown; reason?: unknown } {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}

function shorten(text: string): string {
  // No process may move the cursor of the person who reads this.
  const line = stripVTControlCharacters(text)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
  return line.length > SUMMARY_LENGTH_MAX ? `${line.slice(0, SUMMARY_LENGTH_MAX)}…` : line
}
