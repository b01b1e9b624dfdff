import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const main = join(import.meta.dirname, 'main.ts')

test.each([
  [['strat'], 'there is no command "strat"'],
  [['demo', '--fast'], "Unknown option '--fast'"],
  [['start'], 'start needs a folder to keep everything in: ./sereno start --data DIR'],
  [['reindex'], 'reindex needs a folder'],
])('%j: one line on stderr, nothing on stdout, status 2', (args, said) => {
  const { status, stdout, stderr } = sereno(args)
  expect([status, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(/^sereno: [^\n]+\n$/)
  expect(stderr).toContain(said)
})

test('help names every command, version says which Node', () => {
  const help = sereno([]).stdout
  for (const word of ['demo', 'start', 'test', 'reindex', '--data', '--port', '--recorders']) {
    expect(help).toContain(word)
  }
  expect(sereno(['version']).stdout).toMatch(/^sereno \d+\.\d+\.\d+, Node 24\.\d+\.\d+\n$/)
})

function sereno(args: string[]) {
  const env = { ...process.env, SERENO_DATA: '' }
  return spawnSync(process.execPath, [main, ...args], { cwd: '/', encoding: 'utf8', env })
}
