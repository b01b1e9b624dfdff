// Who may see which facts: the right by the first word of a fact's kind. What is not listed nobody sees.

import type { Right } from '@sereno/domain/trust/people/roles'

const rightsByNoun: Readonly<Record<string, Right>> = {
  camera: 'cameras.list',
  run: 'cameras.list',
  gap: 'cameras.list',
  gop: 'cameras.list',
  clock: 'cameras.list',
  segment: 'cameras.list',
  city: 'cameras.list',
  hold: 'holds.list',
  alarm: 'alarms.list',
  person: 'people.list',
  session: 'people.list',
  view: 'people.list',
  recorder: 'system.read',
  recording: 'system.read',
  disk: 'system.read',
}

export function rightForEvent(kind: string): Right | undefined {
  const noun = kind.split('.', 1)[0] ?? ''
  return Object.hasOwn(rightsByNoun, noun) ? rightsByNoun[noun] : undefined
}
