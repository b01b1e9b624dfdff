// Looks at other processes through /proc: who is alive, who began when, who works in which folder.

import { readFileSync, readdirSync, readlinkSync } from 'node:fs'

/**
 * What tells a process from a later one with the same number: the machine's boot and the tick it began at.
 * Undefined where there is no such process, or only what is left of one (a zombie).
 */
export function birthOf(pid: number): string | undefined {
  const stat = procFile(pid, 'stat')
  // proc(5): the second field is the name in brackets, which may hold anything, so count from the last bracket.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [state, startTicks] = [fields[0], fields[19]]
  if (!startTicks || state === 'Z' || state === 'X') return undefined
  return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${startTicks}`
}

export function processesIn(folder: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/cwd`) === folder
      } catch {
        // Gone in between, or somebody else's: then it is not ours either.
        return false
      }
    })
}

export function parentOf(pid: number): number {
  return Number(/^PPid:\s+(\d+)/m.exec(procFile(pid, 'status'))?.[1] ?? 0)
}

function procFile(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8')
  } catch {
    return ''
  }
}
