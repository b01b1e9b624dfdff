// What the store asks of a file system, so that a test can give it one that is full, broken or asleep.

import { constants } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, rmdir, stat, statfs, unlink } from 'node:fs/promises'
import { type FoundFile, listTree } from './tree.ts'

export interface StoredFile {
  /** Writes all of it, or throws having written some. */
  write(parts: readonly Uint8Array[], position: number): Promise<void>
  read(position: number, length: number): Promise<Uint8Array>
  size(): Promise<number>
  truncate(length: number): Promise<void>
  /** On the disk, with the length it has now. */
  sync(): Promise<void>
  close(): Promise<void>
}

export interface Files {
  /** Refuses where the file is there. */
  create(path: string): Promise<StoredFile>
  open(path: string): Promise<StoredFile>
  openToRead(path: string): Promise<StoredFile>
  makeFolder(path: string): Promise<void>
  /** Names in a folder; none where there is no such folder. */
  list(path: string): Promise<string[]>
  /** All files under a folder with their bytes, at most so many; none where there is no such folder. */
  tree(path: string, most: number): Promise<{ files: readonly FoundFile[]; isCut: boolean }>
  stat(path: string): Promise<{ bytes: number; changedMs: number }>
  remove(path: string): Promise<void>
  removeEmptyFolder(path: string): Promise<void>
  space(path: string): Promise<{ freeBytes: number; totalBytes: number }>
}

export const realFiles: Files = {
  create: async (path) => new RealFile(await open(path, 'wx+', 0o640)),
  open: async (path) => new RealFile(await open(path, 'r+')),
  openToRead: async (path) => new RealFile(await open(path, constants.O_RDONLY)),
  async makeFolder(path) {
    await mkdir(path, { recursive: true, mode: 0o750 })
  },
  async list(path) {
    try {
      return await readdir(path)
    } catch (error) {
      if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return []
      throw error
    }
  },
  tree: listTree,
  async stat(path) {
    const { size, mtimeMs } = await stat(path)
    return { bytes: size, changedMs: mtimeMs }
  },
  remove: async (path) => {
    try {
      await unlink(path)
    } catch (error) {
      // Somebody else was faster: what should be gone is gone.
      if (errorCode(error) !== 'ENOENT') throw error
    }
  },
  removeEmptyFolder: async (path) => {
    try {
      await rmdir(path)
    } catch {
      // Not empty: then it stays.
    }
  },
  async space(path) {
    const { bavail, blocks, bsize } = await statfs(path)
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize }
  },
}

class RealFile implements StoredFile {
  readonly #handle: FileHandle

  constructor(handle: FileHandle) {
    this.#handle = handle
  }

  async write(parts: readonly Uint8Array[], position: number): Promise<void> {
    let [rest, at]: [readonly Uint8Array[], number] = [parts, position]
    while (rest.length > 0) {
      // 1,024 parts are what one writev takes on Linux.
      const { bytesWritten } = await this.#handle.writev(rest.slice(0, 1_024), at)
      if (bytesWritten === 0) throw Object.assign(new Error('nothing more could be written'), { code: 'ENOSPC' })
      at += bytesWritten
      rest = after(rest, bytesWritten)
    }
  }

  async read(position: number, length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(length)
    let got = 0
    while (got < length) {
      const { bytesRead } = await this.#handle.read(bytes, got, length - got, position + got)
      if (bytesRead === 0) break
      got += bytesRead
    }
    return bytes.subarray(0, got)
  }

  async size(): Promise<number> {
    return (await this.#handle.stat()).size
  }
  truncate(length: number): Promise<void> {
    return this.#handle.truncate(length)
  }
  sync(): Promise<void> {
    return this.#handle.datasync()
  }
  close(): Promise<void> {
    return this.#handle.close()
  }
}

function after(parts: readonly Uint8Array[], written: number): readonly Uint8Array[] {
  let left = written
  let index = 0
  while (index < parts.length && left >= (parts[index]?.length ?? 0)) left -= parts[index++]?.length ?? 0
  const [first, ...rest] = parts.slice(index)
  return first ? [first.subarray(left), ...rest] : []
}

/** Names and handles are our own affair: a file of that name is there, a handle was closed, an offset cannot be. */
const notOfTheDisk = new Set(['EEXIST', 'EBADF', 'EINVAL'])

/** The code where the file system refused; nothing where the fault lies in what was to be written, or in ourselves. */
export function diskErrorCode(error: unknown): string | undefined {
  const code = errorCode(error)
  return code !== undefined && /^E[A-Z0-9]+$/.test(code) && !notOfTheDisk.has(code) ? code : undefined
}

export const isDiskFull = (code: string | undefined): boolean => code === 'ENOSPC' || code === 'EDQUOT'

export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}
