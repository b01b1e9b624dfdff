// test: installs what the tests need, runs them all, and ends with one line of counts. What CI runs, too.

import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { type Guarded, spawnGuarded } from '../guard.ts'
import { stopSignals } from '../stop-signals.ts'
import type { Terminal } from '../terminal.ts'
import { type Counts, countLine, countProgram, countTap, countVitest, none, skipRule, sum } from '../testing/counts.ts'
import { installTestPackages } from '../testing/debian-packages.ts'

// The last words of a program that counts by itself.
const TAIL_LENGTH = 4_096

export interface TestCommand {
  checkout: string
  env: NodeJS.ProcessEnv
  installPackages?: (say: (line: string) => void) => void
}

interface Step {
  title: string
  args: string[]
  count: (status: number, tail: string) => { counts: Counts; skips?: string[] }
}

/** The exit status: 0 where nothing failed. */
export async function runTests(command: TestCommand, { say, complain }: Terminal): Promise<number> {
  const { checkout, env, installPackages = installTestPackages } = command
  installPackages(say)
  const reports = mkdtempSync(join(tmpdir(), 'sereno-test-'))
  let current: Guarded | undefined
  const signals = stopSignals(() => process.exit(1))
  signals.asked.addEventListener('abort', () => void current?.stop())
  const results: Counts[] = []
  try {
    for (const { title, args, count } of stepsIn(checkout, env, reports)) {
      if (signals.asked.aborted) break
      say(`\n== ${title}`)
      const begunAt = performance.now()
      const step = spawnGuarded({
        command: process.execPath,
        args,
        cwd: checkout,
        env,
        identity: undefined,
        stderr: 'inherit',
      })
      current = step
      const { ended, stdout } = step
      // Nobody answers questions here, and a program that reads its stdin must not wait for ever.
      step.stdin?.end()
      let tail = ''
      stdout?.on('data', (chunk: Buffer) => {
        process.stdout.write(chunk)
        tail = (tail + chunk.toString('utf8')).slice(-TAIL_LENGTH)
      })
      const { status = 1 } = await ended
      const { counts, skips = [] } = count(status, tail)
      results.push(counts)
      for (const name of skips) complain(`skipped, which counts as failed here: ${name}`)
      say(`== ${title}: ${countLine(counts)} (${((performance.now() - begunAt) / 1_000).toFixed(0)} s)`)
    }
  } finally {
    signals.release()
    rmSync(reports, { recursive: true, force: true })
  }
  const total = sum(results)
  if (signals.asked.aborted) complain('the tests were stopped before their end')
  say(`\n${countLine(total)}`)
  return total.failed > 0 || total.passed === 0 || signals.asked.aborted ? 1 : 0
}

function stepsIn(checkout: string, env: NodeJS.ProcessEnv, reports: string): Step[] {
  const isFailure = skipRule(env)
  const steps: Step[] = []
  if (existsSync(join(checkout, 'tools/check.ts'))) {
    steps.push({ title: 'check', args: ['tools/check.ts'], count: program })
  }

  const vitestReport = join(reports, 'vitest.json')
  steps.push({
    title: 'unit, tidy and browser tests',
    // prettier-ignore
    args: [
      'node_modules/vitest/vitest.mjs', 'run', '--passWithNoTests',
      '--reporter', 'default', '--reporter', 'json', '--outputFile.json', vitestReport,
    ],
    count: (status) => {
      const report = readIfThere(vitestReport)
      if (report === undefined) return { counts: { ...none, failed: 1 } }
      const { counts, skips } = countVitest(JSON.parse(report), isFailure)
      // An error outside of any test is in no file's result.
      return { counts: status !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts, skips }
    },
  })

  const journeys = filesIn(join(checkout, 'e2e'), '.e2e.ts').map((name) => join('e2e', name))
  if (journeys.length > 0) {
    const tap = join(reports, 'e2e.tap')
    steps.push({
      title: 'journeys in a browser',
      // One after the other: each starts a whole system.
      // prettier-ignore
      args: [
        '--test', '--test-concurrency=1',
        '--test-reporter=spec', '--test-reporter-destination=stdout',
        '--test-reporter=tap', `--test-reporter-destination=${tap}`, ...journeys,
      ],
      count: (status) => {
        const { counts, skips } = countTap(readIfThere(tap) ?? '', isFailure)
        return { counts: status !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts, skips }
      },
    })
  }

  if (existsSync(join(checkout, 'bench/main.ts'))) {
    steps.push({ title: 'benches, each for a moment', args: ['bench/main.ts', '--all', '--smoke'], count: program })
  }
  return steps
}

function program(status: number, tail: string): { counts: Counts } {
  return { counts: countProgram(status, tail) }
}

function filesIn(folder: string, ending: string): string[] {
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(ending)) : []
}

function readIfThere(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}
