// npm run bench -- NAME [--quick | --smoke] [--json]: measures a claim of the README again, with its peer in the same
// run, and prints figure beside goal. A figure that falls short is printed so; nothing is cut or taken from a better day.

import { benches } from './benches.ts'
import { type Effort, type Report, machine, printTable } from './harness/report.ts'

const wanted = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const flags = new Set(process.argv.slice(2).filter((word) => word.startsWith('--')))
const effort: Effort = flags.has('--smoke') ? 'smoke' : flags.has('--quick') ? 'quick' : 'full'
const names = flags.has('--all') ? Object.keys(benches) : wanted

if (names.length === 0 || names.some((name) => !(name in benches))) {
  console.error(`npm run bench -- NAME [--quick|--smoke] [--json]\nNAME: ${Object.keys(benches).join(' ')} (or --all)`)
  process.exit(2)
}
for (const name of names) {
  const report: Report = { name, machine: machine(), effort, rows: (await benches[name]?.(effort)) ?? [] }
  if (flags.has('--json')) console.log(JSON.stringify(report))
  else printTable(report)
  // A smoke asks whether it runs and counts right; its rows carry no figure.
  if (effort === 'smoke' && report.rows.some(({ holds }) => holds === false)) process.exitCode = 1
}
process.exit()
