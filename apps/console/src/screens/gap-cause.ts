// A cause that came over the wire, in words; one that we have no word for is shown as it is, not hidden.

import { type GapCause, gapCauses } from '@sereno/domain/video/recordings/gap'
import { text } from '../i18n/text.ts'

const isGapCause = (cause: string): cause is GapCause => (gapCauses as readonly string[]).includes(cause)

export function causeText(cause: string): string {
  if (cause === 'unknown') return text('cause.unknown')
  return isGapCause(cause) ? text(`cause.${cause}`) : cause
}
