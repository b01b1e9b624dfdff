// Whether a cause that came over the wire is one that we have a word for.

import { type GapCause, gapCauses } from '@sereno/domain/video/recordings/gap'

export const isGapCause = (cause: string): cause is GapCause => (gapCauses as readonly string[]).includes(cause)
