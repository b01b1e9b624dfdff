// Builds the console into DATA/console, where its sources changed since the last time. Serves nothing.

import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'

import { nodeIn } from './checkout-copy.ts'
import type { DataFolder } from './data-folder.ts'
import { describeEnding, spawnGuarded } from './guard.ts'
import { withRightsOf } from './identity.ts'
import { eachLine } from './lines.ts'
import { Obstacle } from './obstacle.ts'
import { openTraceFile, reasonIn } from './traces.ts'

/** Everything the built files are made of. */
const INPUTS = ['apps/console', 'packages/contract', 'packages/domain', 'packages/fmp4', 'package-lock.json']
const NOT_INPUT = new Set(['node_modules', 'dist', '.vite'])

/** `say` is told before a build, because that takes seconds. */
export async function buildConsoleIfChanged(
  tree: string,
  data: DataFolder,
  say: (line: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  const { path, identity } = data
  const hash = hashOf(tree, INPUTS)
  const [folder, stamp] = [join(path, 'console'), join(path, 'console.hash')]
  const isBuilt = withRightsOf(identity, () => existsSync(join(folder, 'index.html')) && readIfThere(stamp) === hash)
  if (isBuilt) return

  const trace = openTraceFile(join(path, 'traces'), 'console-build', identity)
  try {
    const config = join(tree, 'apps/console/vite.config.ts')
    if (!existsSync(config)) return trace.write(`there is no ${config}, so there is no console to build`)
    say('Building the console...')
    // Half a build must not pass for a whole one if we are killed in it.
    withRightsOf(identity, () => rmSync(stamp, { force: true }))
    const build = spawnGuarded({
      command: nodeIn(tree),
      // prettier-ignore
      args: [
        join(tree, 'node_modules/vite/bin/vite.js'), 'build', 'apps/console', '--config', config,
        // Node reads the config as it is; vite's own way writes a file into node_modules, which is not ours to write.
        '--configLoader', 'native', '--outDir', folder, '--emptyOutDir',
      ],
      cwd: tree,
      env: { PATH: '/usr/bin:/bin', HOME: path, NODE_ENV: 'production', LC_ALL: 'C.UTF-8' },
      identity,
    })
    signal?.addEventListener('abort', () => void build.stop())
    const said: string[] = []
    const keep = (line: string) => {
      said.push(line)
      trace.write(line)
    }
    if (build.stdout) eachLine(build.stdout, trace.write)
    if (build.stderr) eachLine(build.stderr, keep)
    const ending = await build.ended
    if (ending.status !== 0) {
      const why = reasonIn(said) ?? 'it said nothing'
      throw new Obstacle(`the console cannot be built (${describeEnding(ending)}): ${why}; see ${trace.path}`)
    }
    withRightsOf(identity, () => writeFileSync(stamp, hash, { mode: 0o600 }))
  } finally {
    trace.close()
  }
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
