// Every refusal's sentence in Spanish (es-AR) and English: what happened, what we do, what you can do.
// Each part keeps its own sentences; here they meet. {name} is replaced by the fact of that name.

import { centreRefusals } from './centre/refusals.ts'
import type { Refusal } from './refusal.ts'
import { trustRefusals } from './trust/refusals.ts'
import { videoRefusals } from './video/refusals.ts'

export type Language = 'es' | 'en'
export type Sentence = Readonly<Record<Language, string>>

export const refusalTexts = {
  ...commonRefusals(),
  ...videoRefusals,
  ...centreRefusals,
  ...trustRefusals,
} as const

export function refusalText({ code, facts }: Refusal, language: Language): string {
  const sentence: Sentence = refusalTexts[code]
  return sentence[language].replace(/\{(\w+)\}/g, (_, name: string) => String(facts[name] ?? '–'))
}

function commonRefusals() {
  return {
    'not-valid': {
      es: 'El campo {field} no es válido: {problem}. No se guardó nada. Corregilo y volvé a enviar.',
      en: 'The field {field} is not valid: {problem}. Nothing was stored. Correct it and send again.',
    },
    'not-found': {
      es: 'No existe {what}. Puede haberse borrado: actualizá la lista.',
      en: 'There is no {what}. It may have been removed: reload the list.',
    },
    'changed-meanwhile': {
      es: 'Otra persona cambió {what} mientras lo editabas. No se guardó tu cambio: mirá lo nuevo y repetilo.',
      en: 'Somebody else changed {what} while you were editing. Your change was not stored: look at the new state and repeat it.',
    },
    'too-many-requests': {
      es: 'Demasiados pedidos seguidos. Esperá {seconds} s y volvé a intentar.',
      en: 'Too many requests in a row. Wait {seconds} s and try again.',
    },
    'too-large': {
      es: 'El pedido es más grande que {bytesMax} bytes y se descartó. Enviá menos de una vez.',
      en: 'The request is larger than {bytesMax} bytes and was dropped. Send less at a time.',
    },
    'database-away': {
      es: 'La base de datos no responde. Las cámaras siguen grabando. Reintentamos solos; si dura más de un minuto, avisá al administrador.',
      en: 'The database does not answer. The cameras go on recording. We retry by ourselves; if it lasts over a minute, tell the administrator.',
    },
  } as const
}
