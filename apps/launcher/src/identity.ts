// Whose rights our processes have. As root the launcher alone stays root: the processes, and every file that
// the launcher itself writes in the data folder, belong to the service user. Not root: everything is the caller's.

import { closeSync, lstatSync, openSync } from 'node:fs'

/** A user and group by number; `undefined` where one is meant: the caller's own, nothing to change. */
export interface Identity {
  uid: number
  gid: number
}

// Debian's nobody and nogroup. Not a user of our own: the demo must not add accounts to a machine.
export const nobody: Identity = { uid: 65534, gid: 65534 }

/** As root: the owner of an existing data folder, else nobody. Not root: `undefined`, which is the caller. */
export function identityFor(dataFolder: string): Identity | undefined {
  if (process.geteuid!() !== 0) return undefined
  const folder = lstatSync(dataFolder, { throwIfNoEntry: false })
  return folder && folder.uid !== 0 ? { uid: folder.uid, gid: folder.gid } : nobody
}

/**
 * Does `work`, which must be synchronous, with the rights of `identity` and gives root's back.
 * Root that writes in somebody else's folder follows the links they plant there; this way it cannot be led.
 */
export function withRightsOf<T>(identity: Identity | undefined, work: () => T): T {
  if (!identity || process.geteuid!() !== 0) return work()
  const group = process.getegid!()
  // The group first: without root's user it could no longer be changed.
  process.setegid!(identity.gid)
  process.seteuid!(identity.uid)
  try {
    return work()
  } finally {
    process.seteuid!(0)
    process.setegid!(group)
  }
}

/** Whether `identity` can read this file or folder: every folder above it must let it through. */
export function canRead(identity: Identity | undefined, path: string): boolean {
  try {
    withRightsOf(identity, () => closeSync(openSync(path, 'r')))
    return true
  } catch {
    return false
  }
}
