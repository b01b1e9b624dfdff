// reindex: rebuilds the index of the recordings from the files themselves, while nothing else runs.
// apps/recorder reads the files and writes lines of JSON, apps/server loads them; here is only the pipe between.

import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'

import { nodeIn } from '../checkout-copy.ts'
import { describeEnding, spawnGuarded } from '../guard.ts'
import { eachLine } from '../lines.ts'
import { Obstacle, oneLine } from '../obstacle.ts'
import { openSystem, type OpenedSystem } from '../opened-system.ts'
import { postgresPlan } from '../postgres/plan.ts'
import { startStages } from '../stages.ts'
import { stopSignals } from '../stop-signals.ts'
import { appEnv, databaseEnv } from '../system-plans.ts'
import type { Terminal } from '../terminal.ts'
import { openTraceFile, reasonIn } from '../traces.ts'

export interface ReindexCommand {
  dataFolder: string
  checkout: string
  env: NodeJS.ProcessEnv
  copies?: string
  /** A test brings small programs of its own. */
  programs?: { read: string; load: string }
}

/** Refuses while the system runs: a recorder that writes on would be missing from what was read. */
export async function reindex(command: ReindexCommand, terminal: Terminal): Promise<number> {
  const opened = openSystem(command)
  const signals = stopSignals(() => process.exit(1))
  try {
    const surroundings = { ...opened.data, tracesFolder: join(opened.data.path, 'traces'), ...terminal }
    const database = await startStages(
      opened.cluster ? [[postgresPlan(opened.cluster, opened.data)]] : [],
      surroundings,
      {
        onTrouble: 'end',
        signal: signals.asked,
      },
    )
    try {
      const { lines, summary } = await readAndLoad(command, opened, signals.asked)
      terminal.say(`The index is rebuilt: ${summary ?? `${lines} lines read from the recordings`}.`)
      return 0
    } finally {
      await database.stop()
    }
  } finally {
    signals.release()
    opened.release()
  }
}

async function readAndLoad(command: ReindexCommand, opened: OpenedSystem, signal: AbortSignal) {
  const { tree, data } = opened
  const programs = command.programs ?? {
    read: join(tree, 'apps/recorder/src/reindex.ts'),
    load: join(tree, 'apps/server/src/reindex.ts'),
  }
  const trace = openTraceFile(join(data.path, 'traces'), 'reindex', data.identity)
  const env = appEnv({ ...opened, mode: 'start', port: 8080, recorders: 1, env: command.env })
  const start = (program: string, more: Record<string, string> = {}) => {
    const said: string[] = []
    const started = spawnGuarded({
      command: nodeIn(tree),
      args: [program],
      cwd: tree,
      env: { ...env, ...more },
      identity: data.identity,
    })
    signal.addEventListener('abort', () => void started.stop())
    if (started.stderr) {
      eachLine(started.stderr, (line) => {
        said.push(line)
        if (said.length > 50) said.shift()
        trace.write(line)
      })
    }
    return { ...started, said }
  }
  const reader = start(programs.read)
  const loader = start(programs.load, databaseEnv({ cluster: opened.cluster, env: command.env }))
  let summary: string | undefined
  if (loader.stdout) eachLine(loader.stdout, (line) => (summary = countsIn(line) ?? summary))
  const counter = countLines()
  // A loader that ends early breaks the pipe; its own ending says why better than the pipe does.
  const piped = pipeline(reader.stdout!, counter.stream, loader.stdin!).catch(oneLine)
  const [read, load] = await Promise.all([reader.ended, loader.ended, piped])
  trace.close()
  if (signal.aborted) throw new Obstacle('the rebuilding was stopped; the index is incomplete until reindex has run')
  // The loader first: a reader that ends by a broken pipe is only the consequence.
  for (const [ending, { said }, what] of [
    [load, loader, 'loading'],
    [read, reader, 'reading'],
  ] as const) {
    if (ending.status === 0) continue
    const why = reasonIn(said) ?? 'it said nothing'
    throw new Obstacle(`${what} the recordings failed (${describeEnding(ending)}): ${why}; see ${trace.path}`)
  }
  return { lines: counter.lines(), summary }
}

function countLines() {
  let lines = 0
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      for (const byte of chunk) if (byte === 0x0a) lines += 1
      done(null, chunk)
    },
  })
  return { stream, lines: () => lines }
}

/** `{"segments":12,"gaps":1}`, the last line of the loader, as "12 segments, 1 gaps". */
export function countsIn(line: string): string | undefined {
  try {
    const said: unknown = JSON.parse(line)
    if (typeof said !== 'object' || said === null) return undefined
    const counts = Object.entries(said).filter(([, value]) => Number.isInteger(value))
    return counts.length > 0 ? counts.map(([name, value]) => `${value} ${name}`).join(', ') : undefined
  } catch {
    return undefined
  }
}
