// What other parts may use of recordings.

export { HoldDialog } from './hold-dialog.tsx'
export { endHold, holdsQuery, reloadHolds, useTimeline } from './recordings.ts'
export { TimelineBar, type TimelineHandle } from './timeline-bar.tsx'
export { type Scale, windowOf } from './timeline-scale.ts'
export { usePlayback } from './use-playback.ts'
