// Folders for a test that the service user can enter too, gone when the test is over.

import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

export const isRoot = process.geteuid!() === 0

export function temporaryFolder(): string {
  // Short: the sockets of a data folder in it have few bytes for their path.
  const folder = mkdtempSync(join(tmpdir(), 'sl-'))
  chmodSync(folder, 0o755)
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
  return folder
}
