// Computes the WCAG 2 contrast of every pair that the interface may show, in the three themes, from tokens.css itself.

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const css = readFileSync(new URL('tokens.css', import.meta.url), 'utf8')
const themes = ['day', 'night', 'contrast'] as const
const WORDS_MIN = 4.5
const EDGES_MIN = 3
const alarms = ['urgent', 'high', 'medium', 'low'] as const
const surfaces = ['ground', 'panel', 'raised'] as const

function tokensOf(theme: string): Record<string, string> {
  const block = css.split(`:root[data-theme='${theme}'] {`)[1]?.split('}')[0] ?? ''
  const common = css.split(':root {')[1]?.split('}')[0] ?? ''
  return Object.fromEntries(
    [...`${common}${block}`.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map((m) => [m[1] ?? '', m[2] ?? '']),
  )
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const c = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return c <= 0.040_45 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)].sort((m, n) => n - m) as [number, number]
  return (x + 0.05) / (y + 0.05)
}

const pairs: [string, string, number][] = [
  ...surfaces.flatMap((under): [string, string, number][] => [
    ['text', under, WORDS_MIN],
    ['text-quiet', under, WORDS_MIN],
    ['you', under, WORDS_MIN],
    ['original', under, WORDS_MIN],
    ['edge', under, EDGES_MIN],
    ...alarms.map((name): [string, string, number] => [`alarm-${name}-ink`, under, WORDS_MIN]),
  ]),
  ['text', 'well', WORDS_MIN],
  ['text-quiet', 'well', WORDS_MIN],
  ['edge', 'well', EDGES_MIN],
  ['text', 'you-wash', WORDS_MIN],
  ['text-quiet', 'you-wash', WORDS_MIN],
  ['you', 'you-wash', EDGES_MIN],
  ['on-you', 'you', WORDS_MIN],
  ['on-original', 'original', WORDS_MIN],
  ['on-matte', 'matte', WORDS_MIN],
  ['on-matte-quiet', 'matte', WORDS_MIN],
  ...(['block', 'road', 'water', 'green'] as const).flatMap((ground): [string, string, number][] => [
    ['text', `map-${ground}`, WORDS_MIN],
    ['text-quiet', `map-${ground}`, WORDS_MIN],
    ['you', `map-${ground}`, EDGES_MIN],
  ]),
  ...alarms.map((name): [string, string, number] => [`on-alarm-${name}`, `alarm-${name}`, WORDS_MIN]),
]

for (const theme of themes) {
  const tokens = tokensOf(theme)
  test.each(pairs)(`${theme}: %s on %s has at least %f : 1`, (over, under, least) => {
    expect(tokens[over], over).toMatch(/^#/)
    expect(tokens[under], under).toMatch(/^#/)
    expect(contrast(tokens[over] ?? '', tokens[under] ?? '')).toBeGreaterThanOrEqual(least)
  })
}

test('the contrast of black on white is 21, and of the urgent red on the high orange it would be caught', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21)
  expect(contrast(tokensOf('night')['alarm-urgent'] ?? '', tokensOf('night')['alarm-high'] ?? '')).toBeLessThan(3)
})
