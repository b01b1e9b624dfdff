// What a bench says: one row a figure, with its goal and whether it holds, and the machine it ran on.

import { cpus, totalmem } from 'node:os'

/** full: the figure. quick: within 50 s, an idea of it. smoke: within 10 s, does it run and count right. */
export type Effort = 'full' | 'quick' | 'smoke'

export interface Row {
  readonly what: string
  /** A number, or words where there is nothing to compare. */
  readonly value: number | string
  readonly unit: string
  readonly goal: string
  /** Absent: the row is the other side of a comparison, or a count that only informs. */
  readonly holds?: boolean
}

export interface Report {
  readonly name: string
  readonly machine: string
  readonly effort: Effort
  readonly rows: readonly Row[]
}

export function machine(): string {
  const [cpu] = cpus()
  return `${cpus().length} cores (${cpu?.model.trim() || 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`
}

export function printTable({ name, machine: where, effort, rows }: Report): void {
  const lines = rows.map(({ what, value, unit, goal, holds }) => [
    what,
    `${typeof value === 'number' ? round(value) : value} ${unit}`.trim(),
    goal,
    holds === undefined ? '' : holds ? 'holds' : 'FALLS SHORT',
  ])
  const table = [['what', 'value', 'goal', ''], ...lines]
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((line) => (line[column] ?? '').length)))
  console.log(`\n${name} (${effort}) on ${where}`)
  for (const line of table)
    console.log(
      line
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
}

function round(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 3
  return String(Number(value.toFixed(digits)))
}

/** Nearest-rank percentile; NaN of nothing. */
export function percentile(values: readonly number[], share: number): number {
  if (values.length === 0) return Number.NaN
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5)
}
