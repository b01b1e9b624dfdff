// How V8 collects garbage in a recorder: imported first, for its effect. Pictures are memory outside the heap; by default V8
// marks the whole heap anew after each few megabytes of it, which was a third of the recorder's CPU. Counted into the limit
// of the heap, and with more room to grow, it is a tenth. Figures: docs/design/recording.md.

import { setFlagsFromString } from 'node:v8'

setFlagsFromString('--external-memory-accounted-in-global-limit')
setFlagsFromString('--heap-growing-percent=60')
