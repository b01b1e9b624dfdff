// Makes folders that lead to what the service user may use: as open as any, whatever root's umask says.
// Behind a closed one the processes that drop root's rights would not get through to their own.

import { chmodSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'

/** Those that are missing on the way to `folder`, itself included. One that is there stays as its owner wants it. */
export function makeOpenFolders(folder: string): void {
  const first = mkdirSync(folder, { recursive: true, mode: 0o755 })
  if (first === undefined) return
  for (let made = folder; made.length >= first.length; made = dirname(made)) chmodSync(made, 0o755)
}
