// For tests: a file system in memory that can be full, broken or asleep.

import type { Files, StoredFile } from '../store/files.ts'

export class MemoryFiles implements Files {
  readonly content = new Map<string, Uint8Array>()
  /** Bytes that still fit. */
  freeBytes = Number.POSITIVE_INFINITY
  /** Error code of every write while it is set. */
  failsWith: string | undefined
  /** Error code of the next sync, which as on Linux is told once. */
  syncFailsWith: string | undefined
  /** What a power cut would leave. */
  readonly onDisk = new Map<string, Uint8Array>()
  /** Files that cannot be read: bad sectors. */
  readonly unreadable = new Set<string>()
  #asleep: Promise<void> | undefined
  #wake: (() => void) | undefined

  sleep(): void {
    this.#asleep = new Promise((resolve) => (this.#wake = resolve))
  }
  wake(): void {
    this.#wake?.()
    this.#asleep = undefined
  }

  async create(path: string): Promise<StoredFile> {
    await this.#asleep
    if (this.content.has(path)) throw Object.assign(new Error('exists'), { code: 'EEXIST' })
    this.content.set(path, new Uint8Array(0))
    return this.#file(path)
  }
  open(path: string): Promise<StoredFile> {
    return this.openToRead(path)
  }
  openToRead(path: string): Promise<StoredFile> {
    if (!this.content.has(path)) return Promise.reject(Object.assign(new Error('not there'), { code: 'ENOENT' }))
    return Promise.resolve(this.#file(path))
  }
  makeFolder(): Promise<void> {
    return this.#asleep ?? Promise.resolve()
  }
  list(path: string): Promise<string[]> {
    const inside = [...this.content.keys()].filter((name) => name.startsWith(`${path}/`))
    return Promise.resolve([...new Set(inside.map((name) => name.slice(path.length + 1).split('/')[0] ?? ''))])
  }
  tree(path: string, most: number): ReturnType<Files['tree']> {
    const files = [...this.content]
      .filter(([name]) => name.startsWith(`${path}/`))
      .map(([name, bytes]) => ({ path: name.slice(path.length + 1), bytes: bytes.length }))
    return Promise.resolve({ files: files.slice(0, most), isCut: files.length > most })
  }
  stat(path: string): Promise<{ bytes: number; changedMs: number }> {
    return Promise.resolve({ bytes: this.content.get(path)?.length ?? 0, changedMs: 0 })
  }
  remove(path: string): Promise<void> {
    this.content.delete(path)
    return Promise.resolve()
  }
  removeEmptyFolder(): Promise<void> {
    return Promise.resolve()
  }
  space(): Promise<{ freeBytes: number; totalBytes: number }> {
    return Promise.resolve({ freeBytes: this.freeBytes, totalBytes: 1e12 })
  }

  #file(path: string): StoredFile {
    const bytes = () => this.content.get(path) ?? new Uint8Array(0)
    const set = (next: Uint8Array) => void this.content.set(path, next)
    return {
      write: async (parts, position) => {
        await this.#asleep
        if (this.failsWith) throw Object.assign(new Error(this.failsWith), { code: this.failsWith })
        const whole = Buffer.concat(parts)
        const fits = Math.min(whole.length, this.freeBytes)
        const next = new Uint8Array(Math.max(bytes().length, position + fits))
        next.set(bytes())
        next.set(whole.subarray(0, fits), position)
        this.freeBytes -= fits
        set(next)
        if (fits < whole.length) throw Object.assign(new Error('full'), { code: 'ENOSPC' })
      },
      read: (position, length) =>
        this.unreadable.has(path)
          ? Promise.reject(Object.assign(new Error('unreadable'), { code: 'EIO' }))
          : Promise.resolve(bytes().subarray(position, position + length)),
      size: () => Promise.resolve(bytes().length),
      truncate: (length) => {
        this.freeBytes += Math.max(0, bytes().length - length)
        set(bytes().slice(0, length))
        return Promise.resolve()
      },
      sync: async () => {
        await this.#asleep
        const code = this.syncFailsWith
        this.syncFailsWith = undefined
        if (code) throw Object.assign(new Error(code), { code })
        this.onDisk.set(path, bytes().slice())
      },
      close: () => Promise.resolve(),
    }
  }
}
