// npm run check: types, lint, format, dead code and tidy, side by side; prints what failed and nothing else.

import { spawn } from 'node:child_process'

const root = new URL('..', import.meta.url).pathname
const checks = {
  types: ['tsc', '--noEmit'],
  lint: ['oxlint', '--type-aware', '--deny-warnings'],
  format: ['oxfmt', '--check'],
  dead: ['knip', '--no-progress'],
  tidy: ['vitest', 'run', '--project', 'tidy', '--reporter', 'dot'],
} as const

const started = performance.now()
const results = await Promise.all(Object.entries(checks).map(([name, [program, ...args]]) => run(name, program, args)))
for (const { name, code, said } of results) if (code !== 0) console.error(`== ${name} failed\n${said.trim()}\n`)
const seconds = ((performance.now() - started) / 1000).toFixed(1)
const failed = results.filter(({ code }) => code !== 0)
console.log(
  failed.length === 0
    ? `check: all ${results.length} hold (${seconds} s)`
    : `check: ${failed.map(({ name }) => name).join(', ')} failed (${seconds} s)`,
)
process.exitCode = failed.length === 0 ? 0 : 1

function run(name: string, program: string, args: readonly string[]) {
  return new Promise<{ name: string; code: number; said: string }>((resolve) => {
    const env = { ...process.env, PATH: `${root}node_modules/.bin:${process.env['PATH'] ?? ''}` }
    const child = spawn(`${root}node_modules/.bin/${program}`, args, {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    const hear = (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-20_000)
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.on('error', (error) => resolve({ name, code: 127, said: error.message }))
    child.on('close', (code) => resolve({ name, code: code ?? 1, said }))
  })
}
