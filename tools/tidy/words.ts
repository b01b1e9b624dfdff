// What the house does not say and does not take in: banned capabilities and packages (docs/privacy/refused.md is the
// list, read from there so that text and test cannot differ), paths of a developer's machine, values instead of tokens.

import { type Finding, type Rule, isTest } from './tree.ts'

const refusedPage = 'docs/privacy/refused.md'

/** The fenced block ```<name> of the page: one entry a line. */
export function listOf(page: string, name: string): string[] {
  const block = new RegExp('```' + name + '\\n([^`]*)```').exec(page)?.[1] ?? ''
  return block
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
}

function refusedPageOf(tree: Parameters<Rule>[0]): string {
  const page = tree.find(({ path }) => path === refusedPage)?.text
  if (page === undefined || listOf(page, 'banned-words').length < 10)
    throw new Error(`${refusedPage} has lost its lists`)
  return page
}

export const bannedCapabilitiesStayOut: Rule = (tree) => {
  const words = listOf(refusedPageOf(tree), 'banned-words').map((word) => word.toLowerCase())
  return tree
    .filter(
      ({ path }) =>
        !path.startsWith('docs/privacy/') && path !== 'tools/tidy.test.ts' && !/package-lock|native\.lock/.test(path),
    )
    .flatMap(({ path, text }) => {
      // Plain words of the refusals themselves ("we recognise nobody") belong in prose; identifiers and packages do not.
      if (path.endsWith('.md')) return []
      const name = bannedIn(`${path}\n${text}`, words)
      return name ? [{ path, problem: `banned capability "${name}" (${refusedPage})` }] : []
    })
}

/** The first name in a text of which a part begins with a banned word, however it is put together. */
export function bannedIn(text: string, lowerCaseWords: readonly string[]): string | undefined {
  const flat = text.replace(/[_-]+/g, '').toLowerCase()
  // Nearly every file ends here; taking the names of all of them apart would take seconds.
  const near = lowerCaseWords.filter((word) => flat.includes(word))
  if (near.length === 0) return undefined
  for (const [name] of text.matchAll(/[A-Za-z][A-Za-z0-9]*(?:[_-]+[A-Za-z0-9]+)*/g)) {
    const parts = name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? []
    const whole = parts.join('').toLowerCase()
    let at = 0
    for (const part of parts) {
      if (near.some((word) => whole.startsWith(word, at))) return name
      at += part.length
    }
  }
  return undefined
}

export const bannedPackagesStayOut: Rule = (tree) => {
  const banned = new Set(listOf(refusedPageOf(tree), 'banned-packages'))
  return tree
    .filter(({ path }) => path === 'package-lock.json' || path.endsWith('package.json'))
    .flatMap(({ path, text }) =>
      [...text.matchAll(/"(?:node_modules\/)?((?:@[\w.-]+\/)?[\w.-]+)":/g)]
        .filter(([, name]) => name !== undefined && banned.has(name))
        .map(([, name]) => ({ path, problem: `banned package ${name} (${refusedPage})` })),
    )
}

/** Nothing in the project names the machine it was written on, or where packages come from. */
export const noMachineIsNamed: Rule = (tree) =>
  tree
    .filter(({ path }) => !path.startsWith('tools/tidy'))
    .flatMap(({ path, text }) => {
      const match = /(^|[^A-Za-z0-9_.-])\/(work|farm)\/|registry\.npmjs\.org|deb\.debian\.org/.exec(text)
      return match ? [{ path, problem: `names a machine or a registry: ${match[0].trim()}` }] : []
    })

/** Colours come from tokens by meaning: a value outside ui/tokens.css is a colour nobody checked for contrast. */
export const coloursComeFromTokens: Rule = (tree) =>
  tree
    .filter(({ path }) => path.endsWith('.css') && path.startsWith('apps/console/') && !path.endsWith('/tokens.css'))
    .flatMap(({ path, text }): Finding[] => {
      const match = /#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|oklch)\(/i.exec(text)
      return match ? [{ path, problem: `colour ${match[0]} outside tokens.css` }] : []
    })

/** Every SERENO_ setting that code reads stands in docs/reference/settings.md, and none stands there that nobody reads. */
export const settingsAreDocumented: Rule = (tree) => {
  const page = tree.find(({ path }) => path === 'docs/reference/settings.md')?.text ?? ''
  const read = new Map<string, string>()
  const named = new Set<string>()
  for (const { path, text } of tree)
    if (!path.endsWith('.md') && !path.startsWith('tools/'))
      for (const [name] of text.matchAll(/\bSERENO_[A-Z0-9_]+\b/g)) {
        named.add(name)
        if (!isTest(path)) read.set(name, path)
      }
  const documented = new Set([...page.matchAll(/`(SERENO_[A-Z0-9_]+)`/g)].map(([, name]) => name ?? ''))
  return [
    ...[...read]
      .filter(([name]) => !documented.has(name))
      .map(([name, path]) => ({ path, problem: `reads ${name}, which docs/reference/settings.md does not explain` })),
    ...[...documented]
      .filter((name) => !named.has(name))
      .map((name) => ({ path: 'docs/reference/settings.md', problem: `explains ${name}, which nobody reads` })),
  ]
}
