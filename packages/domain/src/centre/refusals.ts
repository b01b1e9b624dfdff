// The sentences of the centre part: alarms.

export const centreRefusals = {
  'alarm-not-unacknowledged': {
    es: 'La alarma ya fue reconocida por {by}. No hace falta hacer nada.',
    en: 'The alarm has already been acknowledged by {by}. Nothing needs to be done.',
  },
} as const
