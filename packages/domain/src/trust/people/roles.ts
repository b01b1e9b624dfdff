// Who may do what: one table, read by the server (which enforces it), the console (which greys buttons) and the docs.
// Role names and the rule that nobody who administers also sees pictures come with the trust part; until the log and
// four eyes are there, one person may hold several roles, and the first administrator holds all of them.

export const rights = [
  'cameras.list', // their names, places and states, no picture
  'cameras.change', // add, test (which shows one picture), change, remove
  'views.live',
  'views.playback',
  'holds.list',
  'holds.change',
  'alarms.list',
  'alarms.acknowledge',
  'people.list',
  'people.change',
  'city.change',
  'system.read', // disk, queues, versions
] as const
export type Right = (typeof rights)[number]

export const roles = {
  operator: ['cameras.list', 'views.live', 'alarms.list', 'alarms.acknowledge', 'holds.list'],
  supervisor: [
    'cameras.list',
    'views.live',
    'views.playback',
    'holds.list',
    'holds.change',
    'alarms.list',
    'alarms.acknowledge',
    'people.list',
    'system.read',
  ],
  technician: ['cameras.list', 'cameras.change', 'alarms.list', 'alarms.acknowledge', 'system.read'],
  administrator: [
    'cameras.list',
    'people.list',
    'people.change',
    'city.change',
    'alarms.list',
    'holds.list',
    'system.read',
  ],
  auditor: ['cameras.list', 'people.list', 'holds.list', 'alarms.list', 'system.read'],
} as const satisfies Record<string, readonly Right[]>
export type Role = keyof typeof roles
export const roleNames = Object.keys(roles) as Role[]

/** The union of what the roles allow, in the table's order. */
export function rightsOf(held: readonly Role[]): Right[] {
  return rights.filter((right) => held.some((role) => (roles[role] as readonly Right[]).includes(right)))
}

export function may(held: readonly Role[], right: Right): boolean {
  return held.some((role) => (roles[role] as readonly Right[]).includes(right))
}
