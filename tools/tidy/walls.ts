// Who may import whom (ARCHITECTURE.md, "Walls"). Package exports are half a wall: a relative path walks around them,
// so every import is resolved here and asked where it lands.

import { posix } from 'node:path'
import { type Finding, type Import, type Rule, importsOf, isCode, isTest } from './tree.ts'

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
    return []
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

/** In server and console a noun is reached through its index.ts; `ui/` knows neither API nor router. */
export const nounsAreReachedByTheirIndex: Rule = (tree) =>
  crossings(tree, (path) => /^apps\/(server|console)\/src\//.test(path) && !isTest(path)).flatMap(
    ({ path, name, lands }) => {
      if (!name.from.startsWith('.')) return []
      const home = nounOf(path)
      const target = nounOf(lands)
      const isWiring = /^apps\/server\/src\/(main|reindex|wiring)\.ts$/.test(path)
      if (path.startsWith('apps/server/') && target && target !== home && !isWiring && !lands.endsWith('/index.ts'))
        return [{ path, problem: `reaches into ${target} past its index.ts` }]
      if (path.includes('/platform/') && target)
        return [{ path, problem: `platform knows no noun, but imports ${lands}` }]
      return []
    },
  )

const parts = 'video|centre|emergency|network|trust|city'
const nounOf = (path: string) => new RegExp(`^apps/(server|console)/src/(${parts})/[^/]+/`).exec(path)?.[0]

export const uiKnowsNeitherApiNorRouter: Rule = (tree) =>
  crossings(tree, (path) => path.startsWith('apps/console/src/ui/') && !isTest(path)).flatMap(({ path, name, lands }) =>
    /^@tanstack\/react-(router|query)|^@sereno\/contract/.test(name.from) ||
    /^apps\/console\/src\/(platform|screens|video|centre|trust|city)\//.test(lands)
      ? [{ path, problem: `ui/ is given what it shows: not ${name.from}` }]
      : [],
  )

/** Only store.ts and platform/db know SQL; only platform/http knows Hono. */
export const sqlAndHttpHaveOneRoom: Rule = (tree) =>
  crossings(tree, (path) => path.startsWith('apps/server/src/') && !isTest(path)).flatMap(
    ({ path, name }): Finding[] => {
      if (/^(kysely|pg)$/.test(name.from) && !/\/(store|[a-z-]+-store)\.ts$|\/platform\/(db|events)\//.test(path))
        return [{ path, problem: `knows SQL (${name.from}): that belongs in store.ts` }]
      if (/^(hono|@hono\/.*)(\/|$)/.test(name.from) && !path.includes('/platform/http/'))
        return [{ path, problem: `knows Hono (${name.from}): that belongs in platform/http` }]
      return []
    },
  )

/** Pictures leave by one door: outside door/ nobody writes to a picture socket, and only door/ makes an Admission. */
export const picturesLeaveByOneDoor: Rule = (tree) =>
  tree
    .filter(({ path }) => path.startsWith('apps/') && isCode(path) && !isTest(path))
    .flatMap(({ path, text }) => {
      const inDoor = path.startsWith('apps/recorder/src/door/')
      // The console's own icons are no pictures of a camera.
      const isStatic = path === 'apps/server/src/platform/http/console-files.ts'
      const findings: Finding[] = []
      if (!inDoor && /\bas (unknown as )?Admission\b/.test(text))
        findings.push({ path, problem: 'makes an Admission: only the door does' })
      if (
        !inDoor &&
        !isStatic &&
        /['"](video|image)\/(mp4|h264|jpeg|png|webp|avif)['"]/.test(text) &&
        /^apps\/(server|recorder)\//.test(path)
      )
        findings.push({ path, problem: 'answers with a picture outside the door: use sendPicture(admission, bytes)' })
      if (!inDoor && /^apps\/(server|recorder)\//.test(path) && /\bpackPicture\(/.test(text))
        findings.push({ path, problem: 'packs a picture for a socket outside the door' })
      return findings
    })
