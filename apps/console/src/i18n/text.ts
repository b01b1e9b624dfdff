// Words of the interface: `text('wall.empty', { number: 14 })`. A key or a fact that is missing is a type error.

import { type Key, catalogue } from './catalogue.ts'

export type Language = 'es' | 'en'

/** The names between braces in a sentence, so that the facts are checked where they are given. */
type FactNames<S extends string> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | FactNames<Rest> : never
/** Keys of sentences without facts: what a table of words may hold. */
export type WordKey = { [K in Key]: FactNames<(typeof catalogue)[K]['es']> extends never ? K : never }[Key]
type FactsOf<K extends Key> = Record<FactNames<(typeof catalogue)[K]['es']>, string | number>
type Arguments<K extends Key> = K extends WordKey ? [] : [facts: FactsOf<K>]

let language: Language = 'es'

export function setLanguage(chosen: Language): void {
  language = chosen
}

export function currentLanguage(): Language {
  return language
}

export function text<K extends Key>(key: K, ...[facts]: Arguments<K>): string {
  const known: Readonly<Record<string, string | number>> = facts ?? {}
  return catalogue[key][language].replace(/\{(\w+)\}/g, (_, name: string) => String(known[name] ?? '–'))
}
