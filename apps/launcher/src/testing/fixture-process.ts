// Stands for one of our processes in a test. Its arguments say what it does; it writes its number where it is told.
// node fixture-process.ts NAME PIDS_FOLDER [deaf] [child] [crashes] [hopeless] [late] [link]

import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const [name = 'fixture', pids = '.', ...habits] = process.argv.slice(2)
const has = (habit: string) => habits.includes(habit)

writeFileSync(join(pids, `${name}.pid`), String(process.pid))
if (has('child')) {
  const child = spawn('sleep', ['300'], { stdio: 'ignore' })
  writeFileSync(join(pids, `${name}-child.pid`), String(child.pid))
}
// Long after a plan of a test gives up waiting for it.
if (has('late')) await sleep(1_500)
if (has('hopeless')) {
  process.stderr.write('the flour is of next year; wait for it\n')
  process.exit(78)
}
if (has('crashes')) throw new TypeError('the recipe has no flour')
// Deaf: it neither ends at SIGTERM nor minds that its stdin is closed.
if (has('deaf')) process.on('SIGTERM', () => {})
else process.on('SIGTERM', () => process.exit(0))
const demoLogin = { login: 'demo', password: 'of the test' }
// A new one at each start, as the server's is.
const welcomeUrl = has('link') ? `http://localhost:1/welcome#${process.pid}` : undefined
const facts = name === 'server' ? { port: 1, demoLogin, welcomeUrl } : {}
process.stdout.write(`${JSON.stringify({ ready: true, ...facts })}\n`)
setInterval(() => {}, 1_000)
