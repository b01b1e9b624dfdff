// npm run photos -- ORIGIN LOGIN PASSWORD [--few]: photographs every screen of a running Sereno in three themes, two
// languages and two sizes into photos/, for people to look at. Finds nothing by itself: the journeys do.

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, type Page, chromium } from 'playwright-core'

const [origin = 'http://localhost:8080', login = 'demo', password = ''] = process.argv
  .slice(2)
  .filter((word) => !word.startsWith('--'))
const isFew = process.argv.includes('--few')
const folder = new URL('../photos', import.meta.url).pathname

const screens = {
  wall: '/wall?layout=9&cameras=1,5,9,13,17,21,2,6,10',
  single: '/wall?layout=1&cameras=5',
  map: '/map',
  cameras: '/cameras',
  camera: '/cameras/5',
  new: '/cameras/new',
  playback: '/playback?camera=5',
  alarms: '/alarms',
  holds: '/holds',
  people: '/people',
  system: '/system',
} as const
const sizes = [
  { width: 1366, height: 768 },
  { width: 1920, height: 1080 },
] as const
const languages = ['es-AR', 'en-US'] as const
const themes = ['night', 'day', 'contrast'] as const
/** Videos and lists are there by then, also on a loaded machine; a map that is drawn without a graphics card is not. */
const SETTLE_MS = 4_000
const SETTLE_MAP_MS = 12_000

mkdirSync(folder, { recursive: true })
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  chromiumSandbox: false,
  args: [
    '--use-angle=swiftshader',
    '--enable-unsafe-swiftshader',
    '--ignore-gpu-blocklist',
    '--disable-quic',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--autoplay-policy=no-user-gesture-required',
  ],
})
for (const [index, theme] of themes.entries())
  for (const language of languages)
    for (const size of sizes) {
      // A few: each theme once, each language and each size at least once.
      if (isFew && (language !== languages[index % 2] || size !== sizes[index % 2])) continue
      const page = await enter(browser, language, size)
      await page.evaluate((chosen) => localStorage.setItem('sereno.preferences', JSON.stringify(chosen)), {
        theme,
        language: language.slice(0, 2),
        far: 'desk',
      })
      for (const [name, path] of Object.entries(screens)) {
        await page.goto(`${origin}${path}`)
        await page.waitForTimeout(name === 'map' ? SETTLE_MAP_MS : SETTLE_MS)
        await page.screenshot({ path: join(folder, `${name}-${theme}-${language.slice(0, 2)}-${size.width}.png`) })
      }
      await page.context().close()
    }
await browser.close()

async function enter(from: Browser, locale: string, viewport: { width: number; height: number }): Promise<Page> {
  const page = await (await from.newContext({ locale, viewport })).newPage()
  await page.goto(`${origin}/login`)
  await page.waitForTimeout(1_000)
  await page.screenshot({ path: join(folder, `login-${locale.slice(0, 2)}-${viewport.width}.png`) })
  await page.locator('input[autocomplete=username]').fill(login)
  await page.locator('input[type=password]').fill(password)
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/wall/)
  return page
}
