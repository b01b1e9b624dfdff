import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

import { nodeIn, readableTree } from './checkout-copy.ts'
import { spawnGuarded } from './guard.ts'
import { nobody } from './identity.ts'
import { processesIn } from './process-table.ts'
import { aCheckout } from './testing/a-checkout.ts'
import { until } from './testing/processes.ts'
import { isRoot, temporaryFolder } from './testing/temporary-folder.ts'

test('a checkout that the processes can read is used as it is', () => {
  const checkout = aCheckout()
  const copies = join(temporaryFolder(), 'app')
  expect(readableTree(checkout, isRoot ? nobody : undefined, copies)).toBe(checkout)
  expect(existsSync(copies)).toBe(false)
})

// Who is not root reads its own checkout or could not have started it.
if (isRoot) {
  test('from a checkout of mode 0700, as those under /root, nobody runs a copy, workspaces and all', () => {
    const { tree, run } = aClosedCheckout()
    expect(run()).toMatchObject({ name: 'domain', uid: nobody.uid })
    expect(realpathSync(join(tree, 'node_modules/@sereno/domain'))).toBe(join(tree, 'packages/domain'))
  })

  test('a closed umask of root closes neither the copy nor the folders above it', () => {
    const before = process.umask(0o077)
    onTestFinished(() => void process.umask(before))
    const copies = join(temporaryFolder(), 'lib/app')
    const tree = readableTree(aCheckout({ mode: 0o700 }), nobody, copies)
    const { stdout } = spawnSync(nodeIn(tree), [join(tree, 'apps/launcher/src/main.ts')], { ...nobody, cwd: '/' })
    expect(stdout.toString()).toContain('domain')
  })

  test('the next start brings changed sources over and leaves node_modules alone', () => {
    const { checkout, copies, tree, run } = aClosedCheckout()
    rmSync(join(checkout, 'packages/domain/src/name.ts'))
    writeFileSync(join(checkout, 'packages/domain/src/name.ts'), "export const name = 'another'")
    writeFileSync(join(tree, 'node_modules/untouched'), '')
    expect(readableTree(checkout, nobody, copies)).toBe(tree)
    expect(run()).toMatchObject({ name: 'another' })
    expect(existsSync(join(tree, 'node_modules/untouched'))).toBe(true)
  })

  test('a new lockfile makes a new copy; the old one goes when nothing runs from it any more', async () => {
    const { checkout, copies, tree } = aClosedCheckout()
    const running = spawnGuarded({ command: '/bin/sleep', args: ['60'], cwd: tree, env: {}, identity: nobody })
    writeFileSync(join(checkout, 'package-lock.json'), '{ "lockfileVersion": 3, "packages": {} }')
    const newer = readableTree(checkout, nobody, copies)
    expect(newer).not.toBe(tree)
    expect(readdirSync(copies)).toHaveLength(2)
    await running.stop()
    await until(() => processesIn(tree).length === 0)
    readableTree(checkout, nobody, copies)
    expect(readdirSync(copies).map((name) => join(copies, name))).toEqual([newer])
  })

  test('a copy that was killed half way is made again', () => {
    const { checkout, copies, tree, run } = aClosedCheckout()
    rmSync(tree, { recursive: true })
    mkdirSync(`${tree}.4194305.new`)
    expect(readableTree(checkout, nobody, copies)).toBe(tree)
    expect(run()).toMatchObject({ name: 'domain' })
    expect(readdirSync(copies).map((name) => join(copies, name))).toEqual([tree])
  })

  test('the copy of a checkout that was deleted goes with the next start of another', () => {
    const { checkout, copies, tree } = aClosedCheckout()
    rmSync(checkout, { recursive: true })
    const other = readableTree(aCheckout({ mode: 0o700 }), nobody, copies)
    expect([existsSync(tree), existsSync(other)]).toEqual([false, true])
  })

  test('two checkouts of the same lockfile keep out of each other’s way', () => {
    const one = aClosedCheckout()
    const other = aCheckout({ mode: 0o700 })
    expect(readableTree(other, nobody, one.copies)).not.toBe(one.tree)
    expect(one.run()).toMatchObject({ name: 'domain' })
  })
}

function aClosedCheckout() {
  const checkout = aCheckout({ mode: 0o700 })
  const copies = join(temporaryFolder(), 'app')
  const tree = readableTree(checkout, nobody, copies)
  const run = (): unknown => {
    const args = [join(tree, 'apps/launcher/src/main.ts')]
    const { stdout, stderr } = spawnSync(nodeIn(tree), args, { ...nobody, cwd: '/', encoding: 'utf8' })
    expect(stderr).toBe('')
    return JSON.parse(stdout)
  }
  return { checkout, copies, tree, run }
}
