// Builds the console into DATA/console, where its sources changed since the last time. Serves nothing.

import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

import { nodeIn } from './checkout-copy.ts'
import type { DataFolder } from './data-folder.ts'
import { describeEnding, spawnGuarded } from './guard.ts'
import { withRightsOf } from './identity.ts'
import { eachLine } from './lines.ts'
import { Obstacle } from './obstacle.ts'
import { openTraceFile, reasonIn, type TraceFile } from './traces.ts'

/** Everything the built files are made of. */
const INPUTS = ['apps/console', 'packages/contract', 'packages/domain', 'packages/fmp4', 'package-lock.json']
const NOT_INPUT = new Set(['node_modules', 'dist', '.vite'])

/**
 * `say` is told before a build, because that takes seconds. Where a build fails, the console from before stays;
 * it rejects only where there is none.
 */
export async function buildConsoleIfChanged(
  tree: string,
  data: DataFolder,
  say: (line: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  const { path, identity } = data
  const hash = hashOf(tree, INPUTS)
  const [folder, made, stamp] = [join(path, 'console'), join(path, 'console.new'), join(path, 'console.hash')]
  const isThere = withRightsOf(identity, () => existsSync(join(folder, 'index.html')))
  if (isThere && withRightsOf(identity, () => readIfThere(stamp)) === hash) return

  const trace = openTraceFile(join(path, 'traces'), 'console-build', identity)
  try {
    const config = join(tree, 'apps/console/vite.config.ts')
    if (!existsSync(config)) return trace.write(`there is no ${config}, so there is no console to build`)
    say('Building the console...')
    const why = await build({ tree, data, config, made, trace, signal })
    if (why === undefined) {
      withRightsOf(identity, () => {
        rmSync(folder, { recursive: true, force: true })
        renameSync(made, folder)
        writeFileSync(stamp, hash, { mode: 0o600 })
      })
    } else if (isThere) {
      say(`The console cannot be built, so the one from before is served: ${why}; see ${trace.path}`)
    } else {
      throw new Obstacle(`the console cannot be built: ${why}; see ${trace.path}`)
    }
  } finally {
    trace.close()
  }
}

interface Build {
  tree: string
  data: DataFolder
  config: string
  /** The folder that it is built into. */
  made: string
  trace: TraceFile
  signal: AbortSignal | undefined
}

/** Why it failed, or nothing. */
async function build({ tree, data, config, made, trace, signal }: Build): Promise<string | undefined> {
  const options = ['--config', config, '--outDir', made, '--emptyOutDir']
  const vite = spawnGuarded({
    command: nodeIn(tree),
    // Node reads the config as it is; vite's own way writes a file into node_modules, which is not ours to write.
    args: [
      join(tree, 'node_modules/vite/bin/vite.js'),
      'build',
      'apps/console',
      '--configLoader',
      'native',
      ...options,
    ],
    cwd: tree,
    env: { PATH: '/usr/bin:/bin', HOME: data.path, NODE_ENV: 'production', LC_ALL: 'C.UTF-8', NO_COLOR: '1' },
    identity: data.identity,
  })
  signal?.addEventListener('abort', () => void vite.stop())
  const said: string[] = []
  if (vite.stdout) eachLine(vite.stdout, (line) => trace.write(line))
  if (vite.stderr) {
    eachLine(vite.stderr, (coloured) => {
      const line = stripVTControlCharacters(coloured)
      said.push(line)
      trace.write(line)
    })
  }
  const ending = await vite.ended
  if (ending.status === 0) return undefined
  // vite names each error by a code in brackets and ends with its own stack, which says nothing.
  const error = said.find((line) => /^\[[A-Z_]+\]/.test(line)) ?? reasonIn(said) ?? 'it said nothing'
  return `${describeEnding(ending)}: ${error}`
}

/** Over names and contents, in an order that does not depend on the filesystem. */
export function hashOf(tree: string, inputs: readonly string[]): string {
  const hash = createHash('sha256')
  for (const file of inputs.flatMap((input) => filesIn(join(tree, input)))) {
    const content = readFileSync(file)
    hash.update(`${relative(tree, file)}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}

function filesIn(path: string): string[] {
  if (!existsSync(path)) return []
  let entries
  try {
    entries = readdirSync(path, { withFileTypes: true })
  } catch {
    return [path]
  }
  return entries
    .filter(({ name }) => !NOT_INPUT.has(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesIn(join(path, entry.name)) : [join(path, entry.name)]))
}

function readIfThere(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}
