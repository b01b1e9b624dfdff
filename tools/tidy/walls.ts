// Who may import whom (ARCHITECTURE.md, "Walls"). Package exports are half a wall: a relative path walks around them,
// so every import is resolved here and asked where it lands.

import { posix } from 'node:path'
import { type Finding, type Import, type Rule, codeOf, importsOf, isCode, isTest } from './tree.ts'

interface Crossing {
  readonly path: string
  readonly name: Import
  /** Where a relative import lands, from the root; otherwise the package's name as written. */
  readonly lands: string
}

const pure = ['packages/domain/']
const protocols = ['packages/rtsp/', 'packages/fmp4/']
/** What each package may take from the others; apps may take any package, never an app. */
const mayTake: Record<string, readonly string[]> = {
  'packages/domain/': [],
  'packages/rtsp/': [],
  'packages/fmp4/': [],
  'packages/contract/': ['@sereno/domain'],
  'packages/testkit/': ['@sereno/domain', '@sereno/contract'],
}

function crossings(tree: Parameters<Rule>[0], where: (path: string) => boolean): Crossing[] {
  return tree
    .filter(({ path }) => isCode(path) && where(path))
    .flatMap(({ path, text }) =>
      importsOf(text).map((name) => ({
        path,
        name,
        lands: name.from.startsWith('.') ? posix.join(posix.dirname(path), name.from) : name.from,
      })),
    )
}

const roomOf = (path: string) => /^(apps|packages)\/[^/]+\//.exec(path)?.[0]

/** An app never imports an app, and nobody walks into another room by a relative path. */
export const roomsAreCrossedByName: Rule = (tree) =>
  crossings(tree, (path) => roomOf(path) !== undefined).flatMap(({ path, name, lands }) => {
    const room = roomOf(path)
    if (name.from.startsWith('.') && room !== undefined && !lands.startsWith(room))
      return [{ path, problem: `walks out of ${room} to ${lands}: cross a package by its name` }]
    if (
      /^@sereno\/(server|recorder|console|launcher|sim|vision|webrtc|router|signer|keys|portal|field|verify|witness)(\/|$)/.test(
        name.from,
      )
    )
      return [{ path, problem: `imports the app ${name.from}: apps speak the contract over a socket` }]
    return []
  })

/** Domain is pure; protocol packages know nothing of Sereno; contract knows domain only. */
export const packagesKnowTheirPlace: Rule = (tree) =>
  crossings(tree, (path) => path.startsWith('packages/') && !isTest(path)).flatMap(({ path, name }) => {
    const room = roomOf(path) ?? ''
    const own = /^@sereno\/[^/]+/.exec(name.from)?.[0]
    const allowed = mayTake[room]
    if (own !== undefined && allowed !== undefined && !allowed.includes(own))
      return [{ path, problem: `${room} may not know ${own}` }]
    if (pure.includes(room) && (name.from.startsWith('node:') || (!name.from.startsWith('.') && own === undefined)))
      return [{ path, problem: `${room} is pure: ${name.from} is passed in` }]
    if (protocols.includes(room) && !name.from.startsWith('.') && !name.from.startsWith('node:'))
      return [{ path, problem: `${room} stands on Node alone: not ${name.from}` }]
    // The console imports it too: what is Node's own would not load in a browser.
    if (room === 'packages/contract/' && own === undefined && !name.from.startsWith('.') && name.from !== 'zod')
      return [{ path, problem: `${room} is shapes: domain and zod, not ${name.from}` }]
    return []
  })

// Lint knows globals by their name alone; these are what gets around it.
const impure =
  /\bMath\s*\.\s*random\b|\bMath\s*\[|\bglobalThis\b|\bnew Date\b|\bDate\s*[.(]|\brequire\(|\bimport\(|\bimport\.meta\b/

/** The rules of domain come out the same each time: time and chance are passed in. */
export const domainHasNoChance: Rule = (tree) =>
  tree
    .filter(({ path }) => pure.some((room) => path.startsWith(room)) && isCode(path) && !isTest(path))
    .flatMap(({ path, text }) => {
      const found = impure.exec(codeOf(text))?.[0]
      return found ? [{ path, problem: `${found}: time, ids and chance are arguments in domain` }] : []
    })

/** What is imported is declared: npm links every workspace, so an undeclared one would work until it is published. */
export const importsAreDeclared: Rule = (tree) => {
  const declared = new Map(
    tree
      .filter(({ path }) => /^(apps|packages)\/[^/]+\/package\.json$/.test(path))
      .map(({ path, text }) => {
        const manifest = JSON.parse(text) as Record<string, Record<string, string> | undefined> & { name?: string }
        return [
          path.replace('package.json', ''),
          {
            run: Object.keys({ ...manifest['dependencies'], ...manifest['optionalDependencies'] }),
            development: Object.keys(manifest['devDependencies'] ?? {}),
          },
        ] as const
      }),
  )
  return crossings(tree, (path) => roomOf(path) !== undefined).flatMap(({ path, name }) => {
    const needs = declared.get(roomOf(path) ?? '')
    if (!needs || name.from.startsWith('.') || name.from.startsWith('node:')) return []
    const wanted = /^(@[^/]+\/[^/]+|[^/]+)/.exec(name.from)?.[0] ?? name.from
    if (needs.run.includes(wanted) || isTest(path) || path.endsWith('vite.config.ts')) return []
    if (needs.development.includes(wanted) && /(gallery|drawing|draw\.ts)/.test(path)) return []
    return [{ path, problem: `imports ${wanted}, which its package.json does not declare` }]
  })
}

/** In server and console a noun is reached through its index.ts, and platform knows none. */
export const nounsAreReachedByTheirIndex: Rule = (tree) =>
  crossings(tree, (path) => /^apps\/(server|console)\/src\//.test(path) && !isTest(path)).flatMap(
    ({ path, name, lands }) => {
      if (!name.from.startsWith('.')) return []
      const home = nounOf(path)
      const target = nounOf(lands)
      const isWiring = /^apps\/server\/src\/(main|reindex|wiring)\.ts$/.test(path)
      if (target && target !== home && !isWiring && !lands.endsWith('/index.ts'))
        return [{ path, problem: `reaches into ${target} past its index.ts` }]
      if (path.includes('/platform/') && target)
        return [{ path, problem: `platform knows no noun, but imports ${lands}` }]
      return []
    },
  )

/** In the console the parts meet only in screens/: none imports another, and what serves them all imports none. */
export const partsMeetInScreens: Rule = (tree) =>
  crossings(tree, (path) => path.startsWith('apps/console/src/') && !isTest(path)).flatMap(({ path, name, lands }) => {
    const target = partOf(lands)
    const home = partOf(path)
    const isMeetingPlace = /^apps\/console\/src\/(screens\/|routes\.tsx$|main\.tsx$)/.test(path)
    if (!name.from.startsWith('.') || isMeetingPlace) return []
    if (target && target !== home) return [{ path, problem: `meets ${target} outside of screens/` }]
    if (lands.startsWith('apps/console/src/screens/'))
      return [{ path, problem: `knows the screen ${lands} that it is shown on` }]
    return []
  })

const parts = 'video|centre|emergency|network|trust|city'
const nounOf = (path: string) => new RegExp(`^apps/(server|console)/src/(${parts})/[^/]+/`).exec(path)?.[0]
const partOf = (path: string) => new RegExp(`^apps/console/src/(${parts})/`).exec(path)?.[0]

export const uiKnowsNeitherApiNorRouter: Rule = (tree) =>
  crossings(tree, (path) => path.startsWith('apps/console/src/ui/') && !isTest(path)).flatMap(({ path, name, lands }) =>
    /^@tanstack\/react-(router|query)|^@sereno\/contract/.test(name.from) ||
    /^apps\/console\/src\/(platform|screens|video|centre|trust|city)\//.test(lands)
      ? [{ path, problem: `ui/ is given what it shows: not ${name.from}` }]
      : [],
  )

// By the query builder's own verbs: a transaction is handed around, and whoever holds one could ask anything.
const asksDatabase =
  /\.(selectFrom|insertInto|updateTable|deleteFrom|replaceInto|mergeInto|withRecursive|executeQuery)\(|\bsql(<[^`\n]*>)?`|\bsql\s*\.\s*raw\b/

const isServer = (path: string) => path.startsWith('apps/server/src/') && !isTest(path)
const mayAsk = (path: string) => /\/(store|[a-z-]+-store)\.ts$|\/platform\/(db|events)\//.test(path)

/** Only store.ts, `*-store.ts`, platform/db and platform/events know SQL; only platform/http knows Hono. */
export const sqlAndHttpHaveOneRoom: Rule = (tree) => {
  const imported = crossings(tree, isServer).flatMap(({ path, name }): Finding[] => {
    if (/^(kysely|pg)(\/|$)/.test(name.from) && !mayAsk(path))
      return [{ path, problem: `knows SQL (${name.from}): that belongs in store.ts` }]
    if (/^(hono|@hono\/.*)(\/|$)/.test(name.from) && !path.includes('/platform/http/'))
      return [{ path, problem: `knows Hono (${name.from}): that belongs in platform/http` }]
    return []
  })
  const asked = tree
    .filter(({ path }) => isServer(path) && isCode(path) && !mayAsk(path))
    .flatMap(({ path, text }): Finding[] => {
      const call = asksDatabase.exec(codeOf(text))?.[0]
      return call ? [{ path, problem: `asks the database (${call}): that belongs in store.ts` }] : []
    })
  return [...imported, ...asked]
}
