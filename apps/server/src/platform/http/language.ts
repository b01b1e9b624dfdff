// The language of an answer, from Accept-Language (RFC 9110 §12.5.4): Spanish where neither of ours is asked for.

import type { Language } from '@sereno/domain/refusal-texts'

// Longer headers are not from a browser.
const HEADER_LENGTH_MAX = 500

export function languageOf(header: string | undefined): Language {
  let best: { language: Language; weight: number } = { language: 'es', weight: 0 }
  for (const part of (header ?? '').slice(0, HEADER_LENGTH_MAX).split(',')) {
    const [tag = '', ...parameters] = part.trim().toLowerCase().split(';')
    const language = /^(es|en)(-|$)/.exec(tag)?.[1]
    if (language !== 'es' && language !== 'en') continue
    const given = parameters.map((text) => /^\s*q=([\d.]+)\s*$/.exec(text)?.[1]).find((text) => text !== undefined)
    const weight = given === undefined ? 1 : Number(given)
    if (weight > best.weight) best = { language, weight }
  }
  return best.language
}
