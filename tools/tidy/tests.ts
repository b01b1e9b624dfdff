// What tests may leave out. A skip is counted by its name (apps/launcher, counts.ts), so the name has to tell the truth.

import { type Finding, type Rule, codeOf, isTest } from './tree.ts'

const WORD = 'SERENO_TEST_DATA'
const asksForData = /SERENO_TEST_DATA|\btestData\b|\brealDataFolder\b/

/** Who is skipped for want of the recordings says so by name; who is skipped for another reason does not use that name. */
export const skipsSayWhatIsMissing: Rule = (tree) =>
  tree
    .filter(({ path }) => isTest(path) && !path.startsWith('tools/') && !path.includes('/testing/'))
    .flatMap(({ path, text }) => {
      const code = codeOf(text)
      return skipsIn(code).flatMap(({ condition, name }): Finding[] => {
        const needsData = asksForData.test(condition)
        if (needsData === name.includes(WORD)) return []
        return [
          { path, problem: needsData ? `"${name}" does not say ${WORD}` : `"${name}" is skipped for another reason` },
        ]
      })
    })

/** `test.skipIf(condition)('name'`, and node:test's `test('name', { skip }`, whose condition is where `skip` is made. */
function skipsIn(code: string): { condition: string; name: string }[] {
  const made = /\bconst skip\b[^\n]*/.exec(code)?.[0] ?? ''
  return [
    ...[...code.matchAll(/\.(?:skipIf|runIf)\(([^\n]*)\)\(\s*(['"`])(.*?)\2/g)].map(
      ([, condition = '', , name = '']) => ({
        condition,
        name,
      }),
    ),
    ...[...code.matchAll(/\b(?:test|it|describe)\(\s*(['"`])(.*?)\1,\s*\{([^}]*\bskip\b[^}]*)\}/g)].map(
      ([, , name = '', options = '']) => ({ condition: `${options} ${made}`, name }),
    ),
  ]
}
