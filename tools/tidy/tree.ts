// The project's own files as a plain list, so that every rule is a function over text and can be shown a planted fault.
// Reads what git knows and what it does not ignore; nothing else of the disk.

import { execFileSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

export interface ProjectFile {
  /** From the root, with "/". */
  readonly path: string
  readonly text: string
}
export type Tree = readonly ProjectFile[]

export interface Finding {
  readonly path: string
  readonly problem: string
}
export type Rule = (tree: Tree) => Finding[]

/** Longer files are clips, locks and pictures: no rule reads them. */
const TEXT_BYTES_MAX = 400_000
const textEndings =
  /\.([cm]?[jt]sx?|css|sql|md|json5?|jsonc|sh|html?|ya?ml|toml|ini|conf|cfg|env|service|svg|xml|txt|csv|py|wgsl|glsl)$|(^|\/)(sereno|run|LICENSE|Dockerfile|Makefile|\.gitignore|\.npmrc)$/

/** Whether the rules see it. What is left out is clips, pictures, vectors and what is longer than any text of ours. */
export function isText(path: string): boolean {
  return textEndings.test(path)
}

export function readTree(root: string): Tree {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 50_000_000,
  })
  return listed
    .split('\0')
    .filter((path) => isText(path) && isSmallFile(join(root, path)))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
}

function isSmallFile(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false })
  return stats?.isFile() === true && stats.size <= TEXT_BYTES_MAX
}

export function isTest(path: string): boolean {
  return /\.(test|e2e)\.tsx?$|\/(testing|test)\//.test(path)
}

export function isCode(path: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(path)
}

/** A TypeScript file without its comments: what is said about code is not code. Strings that look like comments go too. */
export function codeOf(text: string): string {
  return text.replace(/^\s*\/\*[^]*?\*\//gm, '').replace(/(^|\s)\/\/.*$/gm, '$1')
}

export interface Import {
  readonly from: string
  readonly isTypeOnly: boolean
}

/** What a TypeScript file imports: static, re-exported and dynamic, with literal names. */
export function importsOf(text: string): Import[] {
  const found: Import[] = []
  const code = text.replace(/^\s*\/\/.*$/gm, '')
  for (const match of code.matchAll(/(?:^|[;\n])\s*(import|export)(\s+type)?\b[^'"`;]*?from\s*['"]([^'"]+)['"]/g))
    found.push({ from: match[3] ?? '', isTypeOnly: match[2] !== undefined })
  for (const match of code.matchAll(/(?:^|[;\n])\s*import\s*['"]([^'"]+)['"]/g))
    found.push({ from: match[1] ?? '', isTypeOnly: false })
  for (const match of code.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g))
    found.push({ from: match[1] ?? '', isTypeOnly: false })
  return found
}
