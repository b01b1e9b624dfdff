import { expect, test } from 'vitest'

import { installTestPackages, type PackageTools, TEST_PACKAGES } from './debian-packages.ts'

test('nothing is installed where all is there', () => {
  const { said, ran } = install({ missing: [] })
  expect([said, ran]).toEqual([[], []])
})

test('as root, what is missing is installed and nothing else, after the list is brought up to date', () => {
  const { said, ran } = install({ missing: ['chromium', 'ffmpeg'] })
  expect(said).toEqual(['Installing for the tests: chromium ffmpeg'])
  expect(ran).toEqual(['apt-get update -q', 'apt-get install -y --no-install-recommends chromium ffmpeg -q'])
})

test('who is not root is given the command to type', () => {
  expect(() => install({ missing: ['ffmpeg'], isRoot: false })).toThrow(
    'type: sudo apt-get update && sudo apt-get install -y --no-install-recommends ffmpeg',
  )
})

test('where apt-get fails, what to type is said', () => {
  expect(() => install({ missing: ['ffmpeg'], status: 100 })).toThrow(
    /^apt-get failed, see above; type: apt-get update/,
  )
})

test('a machine that is no Debian is told all that the tests need', () => {
  expect(() => install({ missing: [...TEST_PACKAGES], isRoot: false })).toThrow(TEST_PACKAGES.join(' '))
})

function install({ missing, isRoot = true, status = 0 }: { missing: string[]; isRoot?: boolean; status?: number }) {
  const said: string[] = []
  const ran: string[] = []
  const tools: PackageTools = {
    isRoot,
    run: (program, args) => {
      if (program === 'dpkg-query') {
        const there = TEST_PACKAGES.filter((name) => !missing.includes(name))
        return { status: 1, stdout: there.map((name) => `installed ${name}\n`).join('') }
      }
      ran.push([program, ...args].join(' '))
      return { status, stdout: '' }
    },
  }
  installTestPackages((line) => void said.push(line), tools)
  return { said, ran }
}
