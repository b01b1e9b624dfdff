// Stands for one of our processes in a test. Its arguments say what it does; it writes its number where it is told.
// node fixture-process.ts NAME PIDS_FOLDER [deaf] [child] [dies] [late]

import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

const [name = 'fixture', pids = '.', ...habits] = process.argv.slice(2)
const has = (habit: string) => habits.includes(habit)

writeFileSync(join(pids, `${name}.pid`), String(process.pid))
if (has('child')) {
  const child = spawn('sleep', ['300'], { stdio: 'ignore' })
  writeFileSync(join(pids, `${name}-child.pid`), String(child.pid))
}
if (has('crashes')) throw new TypeError('the recipe has no flour')
// Deaf: it neither ends at SIGTERM nor minds that its stdin is closed.
if (has('deaf')) process.on('SIGTERM', () => {})
else process.on('SIGTERM', () => process.exit(0))
const facts = name === 'server' ? { port: 1, demoLogin: { login: 'demo', password: 'of the test' } } : {}
process.stdout.write(`${JSON.stringify({ ready: true, ...facts })}\n`)
setInterval(() => {}, 1_000)
