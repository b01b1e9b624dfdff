// Serves the built console from memory: read once at start, compressed once, so that no path from outside meets the disk.

import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { extname, join, sep } from 'node:path'
import { gzipSync } from 'node:zlib'

export interface ConsoleFile {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly gzip?: Uint8Array<ArrayBuffer>
  readonly type: string
  readonly etag: string
  /** Its name holds a hash of what is in it: it never changes under that name. */
  readonly isImmutable: boolean
}

export interface ConsoleFiles {
  /** The file of that path; for a path of the console's own (no extension), its page. */
  find(path: string): ConsoleFile | undefined
}

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
}
const COMPRESSED = /^(text\/|application\/(json|manifest|wasm)|image\/svg)/
// A build of ours has some 5 MB. A folder with far more is another folder.
const BYTES_MAX = 200_000_000

export function readConsoleFiles(folder: string | undefined): ConsoleFiles {
  const files = new Map<string, ConsoleFile>()
  if (folder !== undefined && existsSync(folder)) {
    let total = 0
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue
      const path = join(entry.parentPath, entry.name)
      const bytes = Uint8Array.from(readFileSync(path))
      total += bytes.length
      if (total > BYTES_MAX) throw new Error(`${folder} has over ${BYTES_MAX} bytes: it is not a built console`)
      files.set(path.slice(folder.length).split(sep).join('/').replace(/^\/*/, '/'), fileOf(path, bytes))
    }
  }
  return {
    find: (path) => files.get(path) ?? (extname(path) === '' ? files.get('/index.html') : undefined),
  }
}

function fileOf(path: string, bytes: Uint8Array<ArrayBuffer>): ConsoleFile {
  const type = types[extname(path)] ?? 'application/octet-stream'
  const gzip = COMPRESSED.test(type) && bytes.length > 1_000 ? Uint8Array.from(gzipSync(bytes)) : undefined
  return {
    bytes,
    ...(gzip && gzip.length < bytes.length && { gzip }),
    type,
    etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`,
    // Vite's form: assets/name-HASH.ext with eight characters.
    isImmutable: /[/\\]assets[/\\].*-[A-Za-z0-9_-]{8,}\.\w+$/.test(path),
  }
}
