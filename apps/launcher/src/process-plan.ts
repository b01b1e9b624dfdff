// What the supervisor is told about one process. The commands make a list of them, in the order of starting.

/**
 * A process ends with this where no second try can help: data of a newer version, a setting that means nothing.
 * EX_CONFIG of sysexits.h. From one that never was ready it ends the launcher, with what the process said of it.
 */
export const HOPELESS_STATUS = 78

export interface ProcessPlan {
  /** Names its trace file: `server`, `rec-1`. */
  name: string
  /** In a sentence, where `name` would not do. */
  title?: string
  command: string
  args: readonly string[]
  cwd: string
  env: NodeJS.ProcessEnv
  stopSignal?: 'TERM' | 'INT'
  stopWaitMs?: number
  /** After this it is taken for stuck: said on the terminal, and the start of the others goes on. */
  readyWaitMs?: number
  /** Before each start, so also after a death. `signal` says that it is no longer wanted. */
  prepare?: (signal: AbortSignal) => Promise<void>
  /** Asked every 10 ms. Without it, the line of JSON with `"ready":true` on its stdout is waited for. */
  isReady?: () => boolean
  /** Each time it is ready. */
  onReady?: (facts: ReadyFacts) => void
}

/** The ready line of a process, read with care: what is not of the right shape is left out. */
export interface ReadyFacts {
  port?: number
  /** Of a server without an administrator: the one-time link to make the first. */
  welcomeUrl?: string
  /** Of the demonstration's server. */
  demoLogin?: { login: string; password: string }
}

/** Undefined where the line is anything else: processes may say on stdout what they like. */
export function readReadyLine(line: string): ReadyFacts | undefined {
  const said = parseObject(line)
  if (said?.['ready'] !== true) return undefined
  const { port, welcomeUrl, demoLogin } = said
  const facts: ReadyFacts = {}
  if (typeof port === 'number') facts.port = port
  if (typeof welcomeUrl === 'string' && /^https?:\/\/[\x21-\x7e]{1,500}$/.test(welcomeUrl))
    facts.welcomeUrl = welcomeUrl
  if (typeof demoLogin === 'object' && demoLogin !== null && 'login' in demoLogin && 'password' in demoLogin) {
    facts.demoLogin = { login: String(demoLogin.login), password: String(demoLogin.password) }
  }
  return facts
}

function parseObject(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
