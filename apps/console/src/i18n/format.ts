// Times, ages and amounts in words. An unknown value is an en dash: never 0, never the last one looking new.

import { currentLanguage, text } from './text.ts'

export const UNKNOWN = '–'
const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const locales = { es: 'es-AR', en: 'en-GB' } as const
const made = new Map<string, Intl.DateTimeFormat>()

function formatted(at: number, name: string, options: Intl.DateTimeFormatOptions): string {
  const key = `${currentLanguage()} ${name}`
  let format = made.get(key)
  if (!format) {
    format = new Intl.DateTimeFormat(locales[currentLanguage()], { hourCycle: 'h23', ...options })
    made.set(key, format)
  }
  return format.format(at)
}

/** 03:12:44 in the local time of the seat. */
export function clockTime(at: number | undefined): string {
  if (at === undefined) return UNKNOWN
  return formatted(at, 'clock', { hour: '2-digit', minute: '2-digit', second: '2-digit' })
}

/** 03:12:44.240, for frames. */
export function frameTime(at: number): string {
  return `${clockTime(at)}.${String(Math.floor(at % 1_000)).padStart(3, '0')}`
}

export function shortTime(at: number): string {
  return formatted(at, 'short', { hour: '2-digit', minute: '2-digit' })
}

export function dayName(at: number): string {
  return formatted(at, 'day', { weekday: 'short', day: 'numeric' }).replace(',', '')
}

export function dateText(at: number): string {
  return formatted(at, 'date', { weekday: 'short', day: 'numeric', month: 'short' }).replaceAll(',', '')
}

/** Date only where it is not today: "03:12:44" or "lun 23 nov 03:12:44". */
export function whenText(at: number | undefined, now: number): string {
  if (at === undefined) return UNKNOWN
  const isToday = formatted(at, 'ymd', { dateStyle: 'short' }) === formatted(now, 'ymd', { dateStyle: 'short' })
  return isToday ? clockTime(at) : `${dateText(at)} ${clockTime(at)}`
}

/** "2 s", "4 min", "3 h 10 min", "2 d 5 h": two units at most, without words of distance. */
export function spanText(ms: number): string {
  const span = Math.max(0, ms)
  if (span < MINUTE) return `${Math.floor(span / SECOND)} s`
  if (span < HOUR) return `${Math.floor(span / MINUTE)} min`
  if (span < DAY) return pair(span, HOUR, 'h', MINUTE, 'min')
  return pair(span, DAY, 'd', HOUR, 'h')
}

function pair(ms: number, big: number, bigName: string, small: number, smallName: string): string {
  const rest = Math.floor((ms % big) / small)
  return `${Math.floor(ms / big)} ${bigName}${rest > 0 ? ` ${rest} ${smallName}` : ''}`
}

export function ageText(at: number | undefined, now: number): string {
  return at === undefined ? UNKNOWN : text('age.ago', { span: spanText(now - at) })
}

export function number(value: number | undefined, digits = 0): string {
  if (value === undefined || !Number.isFinite(value)) return UNKNOWN
  return value.toLocaleString(locales[currentLanguage()], {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
}

/** Powers of 1000, as disks are sold. */
export function bytesText(bytes: number | undefined): string {
  if (bytes === undefined) return UNKNOWN
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB']
  let step = 0
  let value = bytes
  while (value >= 1_000 && step < units.length - 1) {
    value /= 1_000
    step++
  }
  return `${number(value, value < 10 && step > 0 ? 1 : 0)} ${units[step]}`
}

const cardinals = {
  es: ['N', 'NE', 'E', 'SE', 'S', 'SO', 'O', 'NO'],
  en: ['N', 'NE', 'E', 'SE', 'S', 'SW', 'W', 'NW'],
} as const

export function headingText(degrees: number): string {
  return `${number(degrees)}° ${cardinals[currentLanguage()][Math.round(degrees / 45) % 8]}`
}
