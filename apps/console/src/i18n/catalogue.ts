// All words of the interface, both languages of each side by side: one that is missing is a type error, and so is a fact
// that a sentence names and its caller does not give. Refusals are in @sereno/domain; here is what only the console says.

import { frameWords } from './words-frame.ts'
import { keyWords } from './words-keys.ts'
import { peopleWords } from './words-people.ts'
import { recordingWords } from './words-recordings.ts'
import { videoWords } from './words-video.ts'

export interface Words {
  readonly es: string
  readonly en: string
}

export const catalogue = {
  ...frameWords,
  ...keyWords,
  ...videoWords,
  ...recordingWords,
  ...peopleWords,
} as const satisfies Readonly<Record<string, Words>>

export type Key = keyof typeof catalogue
