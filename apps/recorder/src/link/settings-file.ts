// The last settings that the server gave, on our own disk: from them the recorder starts and records when nobody else
// is there. Passwords stand in it sealed, as they came.

import { readFile } from 'node:fs/promises'
import { type RecorderSettings, recorderSettingsShape } from '@sereno/contract/recorder-link'
import { writeWhole } from '../journal/journal.ts'

/** None yet, or none that can be read: then nothing is recorded until the server speaks. */
export async function readSettings(path: string): Promise<RecorderSettings | undefined> {
  try {
    const parsed = recorderSettingsShape.safeParse(JSON.parse(await readFile(path, 'utf8')))
    return parsed.success ? parsed.data : undefined
  } catch {
    return undefined
  }
}

export async function keepSettings(path: string, settings: RecorderSettings): Promise<void> {
  await writeWhole(path, JSON.stringify(settings))
}
