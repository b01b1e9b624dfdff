// The Debian packages that the tests need: a browser, and programs that are not ours to test against.

import { spawnSync } from 'node:child_process'

import { Obstacle } from '../obstacle.ts'

export const TEST_PACKAGES = [
  'chromium',
  'ffmpeg',
  'python3-gi',
  'gir1.2-gst-rtsp-server-1.0',
  'gstreamer1.0-plugins-base',
  'gstreamer1.0-plugins-good',
  'gstreamer1.0-plugins-bad',
  'gstreamer1.0-plugins-ugly',
  'gstreamer1.0-tools',
  'iproute2',
] as const

export interface PackageTools {
  isRoot: boolean
  /** Like spawnSync; the terminal shows what it says unless `isQuiet`. */
  run: (program: string, args: readonly string[], isQuiet?: boolean) => { status: number; stdout: string }
}

/** Installs what is missing as root; refuses with the command to type where that is not possible. */
export function installTestPackages(say: (line: string) => void, tools = systemTools()): void {
  const missing = missingPackages(tools)
  if (missing.length === 0) return
  const command = `apt-get install -y --no-install-recommends ${missing.join(' ')}`
  if (!tools.isRoot) {
    throw new Obstacle(`the tests need Debian packages that are missing; type: sudo apt-get update && sudo ${command}`)
  }
  say(`Installing for the tests: ${missing.join(' ')}`)
  const [program = '', ...args] = command.split(' ')
  for (const step of [
    ['update', '-q'],
    [...args, '-q'],
  ]) {
    if (tools.run(program, step).status === 0) continue
    throw new Obstacle(`apt-get failed, see above; type: apt-get update && ${command}`)
  }
}

function missingPackages({ run }: PackageTools): string[] {
  // A package that is not known makes dpkg-query fail and still print the others.
  const { stdout } = run('dpkg-query', ['-W', '-f=${db:Status-Status} ${Package}\\n', ...TEST_PACKAGES], true)
  const installed = new Set(stdout.split('\n').filter((line) => line.startsWith('installed ')))
  return TEST_PACKAGES.filter((name) => !installed.has(`installed ${name}`))
}

function systemTools(): PackageTools {
  return {
    isRoot: process.geteuid!() === 0,
    run: (program, args, isQuiet = false) => {
      const { status, stdout } = spawnSync(program, args, {
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
        encoding: 'utf8',
        stdio: ['ignore', isQuiet ? 'pipe' : 'inherit', isQuiet ? 'ignore' : 'inherit'],
      })
      // A machine without the program (not a Debian): everything counts as missing, and the sentence names it all.
      return { status: status ?? 127, stdout: stdout ?? '' }
    },
  }
}
