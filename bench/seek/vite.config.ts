// Builds the seek bench's page: the console's own player, without its screens.

import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  build: { target: 'es2022', modulePreload: { polyfill: false } },
})
