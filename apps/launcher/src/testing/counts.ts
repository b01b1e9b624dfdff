// Sums up what the test programs report. Their forms are vitest's JSON, node:test's TAP and our own last lines.

export interface Counts {
  passed: number
  failed: number
  skipped: number
}

export const none: Counts = { passed: 0, failed: 0, skipped: 0 }

export function sum(all: readonly Counts[]): Counts {
  return all.reduce(
    (a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped }),
    none,
  )
}

/** The line that `./sereno test` ends with. */
export function countLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

/** Which skipped tests count as failed; by the name, because reports do not carry the reason. */
export type SkipRule = (testName: string) => boolean

/**
 * A skip hides what it does not test. Where the recordings of SERENO_TEST_DATA lie at hand nothing may be skipped;
 * in CI only what asks for those recordings by name may.
 */
export function skipRule(env: NodeJS.ProcessEnv): SkipRule {
  if (env['SERENO_TEST_DATA']) return () => true
  if (env['CI'] && env['CI'] !== 'false') return (name) => !name.includes('SERENO_TEST_DATA')
  return () => false
}

interface VitestReport {
  testResults: { name: string; status: string; assertionResults: { fullName: string; status: string }[] }[]
}

/** vitest's JSON reporter. A file that breaks before its first test counts as one failed test. */
export function countVitest(report: VitestReport, isFailure: SkipRule): { counts: Counts; skips: string[] } {
  const counts = { ...none }
  const skips: string[] = []
  for (const { status: fileStatus, assertionResults } of report.testResults) {
    let failedHere = 0
    for (const { fullName, status } of assertionResults) {
      if (status === 'passed') counts.passed += 1
      else if (status === 'failed') failedHere += 1
      else if (isFailure(fullName)) {
        failedHere += 1
        skips.push(fullName)
      } else counts.skipped += 1
    }
    counts.failed += fileStatus === 'failed' && failedHere === 0 ? 1 : failedHere
  }
  return { counts, skips }
}

/** node:test's TAP. Cancelled ones failed; the summary is in its last comments. */
export function countTap(tap: string, isFailure: SkipRule): { counts: Counts; skips: string[] } {
  const total = (name: string) => Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(tap)?.[1] ?? 0)
  const names = [...tap.matchAll(/^\s*ok \d+ - (.*?) # (?:SKIP|TODO)/gm)].map((match) => match[1] ?? '')
  const skips = names.filter(isFailure)
  const skipped = Math.max(total('skipped') + total('todo') - skips.length, 0)
  return {
    counts: { passed: total('pass'), failed: total('fail') + total('cancelled') + skips.length, skipped },
    skips,
  }
}

/** A program that only passes or fails; where its last lines hold a count of ours, that count. */
export function countProgram(status: number, output: string): Counts {
  const said = [...output.matchAll(/^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/gm)].at(-1)
  if (!said) return { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0 }
  const [passed = 0, failed = 0, skipped = 0] = said.slice(1).map((text) => Number(text ?? 0))
  return { passed, failed: failed === 0 && status !== 0 ? 1 : failed, skipped }
}
