// What a view is: somebody looks at some cameras, for a purpose, until a time. Shapes and limits; the receipt that
// opens the door is made by the server and checked by the recorder (docs/reference/trust/views.md).

/** specs of the transparency log, access/1: the only purposes there are. */
export const purposes = [
  'emergency',
  'crime',
  'traffic',
  'maintenance',
  'person-request',
  'audit',
  'general-watch',
] as const
export type Purpose = (typeof purposes)[number]

/** `clear`: no part that hides people is installed yet, and nothing may be called anonymised then. */
export const viewModes = ['clear'] as const
export type ViewMode = (typeof viewModes)[number]

export const viewActs = ['view.live', 'view.playback'] as const
export type ViewAct = (typeof viewActs)[number]

/** One wall is one view; 64 is the log entry's limit for cameras. */
export const VIEW_CAMERAS_MAX = 64
/** A ticket is used at once or not at all. */
export const TICKET_START_MS = 30_000
/** A shift of eight hours; the console asks anew for the next one. */
export const LIVE_VIEW_MS_MAX = 8 * 3_600_000
export const PLAYBACK_VIEW_MS_MAX = 3_600_000
/** One playback view covers at most a day of recordings. */
export const PLAYBACK_INTERVAL_MS_MAX = 24 * 3_600_000

/** Why a login ended: with it every view that was opened in it. */
export const endsOfLogin = ['logout', 'account', 'time'] as const
export type LoginEnd = (typeof endsOfLogin)[number]
/** Why a view ended before its time: its own end, its right's, or that of its login. */
export type ViewEnd = 'closed' | 'right' | LoginEnd
