// Opens the data folder: makes what is missing in it, and refuses, before anything is changed, what it cannot serve.
// What lies in the folder is listed in docs/reference/data-folder.md.

import { type StatsFs, chmodSync, chownSync, existsSync, lstatSync, mkdirSync, readFileSync } from 'node:fs'
import { readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { type Identity, withRightsOf } from './identity.ts'
import { Obstacle, oneLine, systemCode } from './obstacle.ts'
import { makeOpenFolders } from './open-folders.ts'
import { makeMissingSecrets } from './secrets.ts'

/** Grows by one when an older Sereno could no longer read the folder. */
export const DATA_FOLDER_VERSION = 1

// PostgreSQL needs 40 MB to be born and 16 MB for each piece of its journal; the rest is ten minutes of one camera.
const FREE_BYTES_MIN = 200_000_000
// unix(7): a socket's path has 108 bytes with its NUL. The longest of ours lies in run/.
const SOCKET_PATH_BYTES_MAX = 107
const LONGEST_SOCKET = 'run/.s.PGSQL.5432'

/** The folders in it that the launcher makes. 0700, as all of it: nobody else on the machine has business there. */
const FOLDERS = ['secrets', 'run', 'traces', 'recordings', 'recorder'] as const

export interface DataFolder {
  path: string
  identity: Identity | undefined
}

/** `statfs` is an argument because a test cannot fill a disk. */
export function openDataFolder(
  path: string,
  identity: Identity | undefined,
  { statfs = statfsSync }: { statfs?: (path: string) => StatsFs } = {},
): DataFolder {
  refuseAwkwardPath(path)
  makeTop(path, identity)
  withRightsOf(identity, () => {
    refuseNewer(path, identity)
    refuseFullDisk(path, statfs)
    // First of all that is written: a folder with other things in it and no version is not taken for ours next time.
    const version = join(path, 'version')
    if (existsSync(version)) refuseUnwritable(path, identity)
    else writeOrRefuse(version, `${DATA_FOLDER_VERSION}\n`, identity)
    try {
      for (const name of FOLDERS) mkdirSync(join(path, name), { recursive: true, mode: 0o700 })
      chmodSync(path, 0o700)
      makeMissingSecrets(join(path, 'secrets'))
    } catch (thrown) {
      if (thrown instanceof Obstacle) throw thrown
      throw new Obstacle(
        `the data folder ${path} cannot be prepared (${oneLine(thrown)}); check who owns what is in it`,
      )
    }
  })
  return { path, identity }
}

function refuseAwkwardPath(path: string): void {
  const bytes = Buffer.byteLength(join(path, LONGEST_SOCKET))
  if (bytes > SOCKET_PATH_BYTES_MAX) {
    const max = SOCKET_PATH_BYTES_MAX - Buffer.byteLength(`/${LONGEST_SOCKET}`)
    throw new Obstacle(
      `the path of the data folder has ${Buffer.byteLength(path)} bytes, and the sockets in it allow ${max}; choose a shorter one with --data`,
    )
  }
  // PostgreSQL and the loader of libraries take lists of folders, and these are what stands between the entries.
  const awkward = /[,:;"\n]/.exec(path)?.[0]
  if (awkward) {
    throw new Obstacle(`the data folder's path holds ${JSON.stringify(awkward)}; choose another one with --data`)
  }
}

/** Makes the folder itself. An empty one of root's becomes the service user's. */
function makeTop(path: string, identity: Identity | undefined): void {
  const there = lstatSync(path, { throwIfNoEntry: false })
  try {
    if (there && !there.isDirectory() && !there.isSymbolicLink()) {
      throw new Obstacle(`${path} is a file, not a folder; choose another one with --data`)
    }
    if (!there) {
      if (identity) makeOpenFolders(dirname(path))
      else mkdirSync(dirname(path), { recursive: true })
      mkdirSync(path, { mode: 0o700 })
      if (identity) chownSync(path, identity.uid, identity.gid)
      return
    }
    const names = readdirSync(path)
    if (names.length > 0 && !names.includes('version')) {
      throw new Obstacle(`${path} is not empty and no data folder of Sereno; choose an empty or a new one with --data`)
    }
    if (names.length === 0 && identity && there.uid === 0) chownSync(path, identity.uid, identity.gid)
  } catch (thrown) {
    if (thrown instanceof Obstacle) throw thrown
    throw cannotWrite(path, identity, thrown)
  }
}

function refuseUnwritable(path: string, identity: Identity | undefined): void {
  const probe = join(path, '.write-probe')
  writeOrRefuse(probe, '', identity)
  rmSync(probe, { force: true })
}

function writeOrRefuse(file: string, content: string, identity: Identity | undefined): void {
  try {
    writeFileSync(file, content, { mode: 0o600 })
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOSPC') throw fullDisk(dirname(file), 0)
    throw cannotWrite(dirname(file), identity, thrown)
  }
}

function cannotWrite(path: string, identity: Identity | undefined, thrown: unknown): Obstacle {
  const who = identity ? `user ${identity.uid}, who runs Sereno where root starts it,` : 'you'
  const why = systemCode(thrown) ?? oneLine(thrown)
  return new Obstacle(`${who} cannot write the data folder ${path} (${why}); choose another one with --data`)
}

function refuseNewer(path: string, identity: Identity | undefined): void {
  let text: string
  try {
    text = readFileSync(join(path, 'version'), 'utf8').trim()
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return
    throw cannotWrite(path, identity, thrown)
  }
  const version = Number(text)
  if (!/^\d{1,9}$/.test(text) || version < 1) {
    throw new Obstacle(`${join(path, 'version')} holds no version number; put it back from your backup`)
  }
  if (version > DATA_FOLDER_VERSION) {
    throw new Obstacle(
      `${path} was written by a newer Sereno (version ${version} of the data folder, this one knows ${DATA_FOLDER_VERSION}); update Sereno, or choose another folder with --data`,
    )
  }
}

function refuseFullDisk(path: string, statfs: (path: string) => StatsFs): void {
  const { bavail, bsize } = statfs(path)
  const freeBytes = bavail * bsize
  if (freeBytes >= FREE_BYTES_MIN) return
  throw fullDisk(path, freeBytes)
}

function fullDisk(path: string, freeBytes: number): Obstacle {
  const [free, wanted] = [freeBytes, FREE_BYTES_MIN].map((bytes) => Math.floor(bytes / 1_000_000))
  return new Obstacle(
    `no disk left: ${free} MB free at ${path}, and Sereno needs ${wanted} to start; make room, or choose another folder with --data`,
  )
}
