import { existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'

import { buildConsoleIfChanged, hashOf } from './console-build.ts'
import { openDataFolder } from './data-folder.ts'
import { nobody } from './identity.ts'
import { checkout } from './testing/readable-checkout.ts'
import { isRoot, temporaryFolder } from './testing/temporary-folder.ts'

const identity = isRoot ? nobody : undefined

test('the console is built as the service user, once, and again when a source of it changed', async () => {
  const place = aPlace({ 'apps/console/vite.config.ts': 'export default {}\n' })
  await place.build()
  expect(place.built('index.html')).toContain('<h1>one</h1>')
  expect(statSync(join(place.data.path, 'console/index.html')).uid).toBe(isRoot ? nobody.uid : process.geteuid!())
  await place.build()
  expect(place.said).toEqual(['Building the console...'])
  place.write('apps/console/index.html', '<h1>two</h1>')
  await place.build()
  expect(place.built('index.html')).toContain('<h1>two</h1>')
  // Whatever else was lost of it.
  rmSync(join(place.data.path, 'console'), { recursive: true })
  await place.build()
  expect(place.said).toHaveLength(3)
}, 60_000)

test('a build that fails is told in one line and is tried again next time', async () => {
  const place = aPlace({ 'apps/console/vite.config.ts': "throw new Error('no paint')\n" })
  await expect(place.build()).rejects.toThrow(
    /^the console cannot be built: status 1: [^\n]*no paint[^\n]*console-build\.log$/,
  )
  place.write('apps/console/vite.config.ts', 'export default {}\n')
  await place.build()
  expect(place.built('index.html')).toContain('one')
}, 60_000)

test('the console from before stays where a new one cannot be built', async () => {
  const place = aPlace({ 'apps/console/vite.config.ts': 'export default {}\n' })
  await place.build()
  place.write('apps/console/index.html', '<script type="module" src="./gone.ts"></script>')
  await place.build()
  expect(place.built('index.html')).toContain('one')
  expect(place.said.at(-1)).toMatch(/^The console cannot be built, so the one from before is served: .*gone\.ts/)
}, 60_000)

test('without a config there is no console, and a trace says so', async () => {
  const place = aPlace({})
  await place.build()
  expect(existsSync(join(place.data.path, 'console'))).toBe(false)
  expect(readFileSync(join(place.data.path, 'traces/console-build.log'), 'utf8')).toMatch(
    /there is no .*vite\.config\.ts/,
  )
})

test('the hash is of names and contents, not of what was installed or built beside them', () => {
  const place = aPlace({ 'apps/console/src/a.ts': 'ab', 'apps/console/src/b.ts': '' })
  const hash = () => hashOf(place.tree, ['apps/console', 'package-lock.json'])
  const before = hash()
  place.write('apps/console/dist/x.js', 'built')
  place.write('apps/console/node_modules/y.js', 'installed')
  expect(hash()).toBe(before)
  place.write('apps/console/src/a.ts', 'a')
  place.write('apps/console/src/b.ts', 'b')
  expect(hash()).not.toBe(before)
})

function aPlace(files: Record<string, string>) {
  const top = temporaryFolder()
  const tree = join(top, 'tree')
  const write = (name: string, content: string) => {
    mkdirSync(dirname(join(tree, name)), { recursive: true })
    writeFileSync(join(tree, name), content)
  }
  for (const [name, content] of Object.entries({ 'apps/console/index.html': '<h1>one</h1>', ...files })) {
    write(name, content)
  }
  write('package.json', '{ "type": "module" }')
  symlinkSync(join(checkout, 'node_modules'), join(tree, 'node_modules'))
  const data = openDataFolder(join(top, 'data'), identity)
  const said: string[] = []
  return {
    tree,
    data,
    said,
    write,
    build: () => buildConsoleIfChanged(tree, data, (line) => void said.push(line)),
    built: (name: string) => readFileSync(join(data.path, 'console', name), 'utf8'),
  }
}
