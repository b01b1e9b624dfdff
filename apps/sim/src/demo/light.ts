// Day or dusk in the town, by its own hour. Pure.

export type Light = 'day' | 'dusk'

/** Argentina has kept UTC-3 since 2009, summer and winter. */
const UTC_OFFSET_HOURS = -3
const DAY_FROM_HOUR = 7
const DAY_TO_HOUR = 19

export function lightAt(nowMs: number): Light {
  const hour = (((nowMs / 3_600_000 + UTC_OFFSET_HOURS) % 24) + 24) % 24
  return hour >= DAY_FROM_HOUR && hour < DAY_TO_HOUR ? 'day' : 'dusk'
}
