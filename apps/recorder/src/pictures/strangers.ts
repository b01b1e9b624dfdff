// Connections that have shown no ticket yet, counted by where they come from: one address must not fill the listener
// with them. Behind a proxy all come from one; then they share what one address may have.

import type { Socket } from 'node:net'

/** A browser shows its ticket at once, so that each counts for some milliseconds; thirty seats reload at a shift's end. */
export const STRANGERS_MAX = 64

export class Strangers {
  readonly #countOf = new Map<string, number>()
  readonly #placeOf = new WeakMap<Socket, string>()

  /** False where there are enough from there. */
  enter(socket: Socket): boolean {
    const place = neighbourhood(socket.remoteAddress ?? '')
    const count = this.#countOf.get(place) ?? 0
    if (count >= STRANGERS_MAX) return false
    this.#countOf.set(place, count + 1)
    this.#placeOf.set(socket, place)
    socket.once('close', () => this.known(socket))
    return true
  }

  /** It has been let in, or has gone. */
  known(socket: Socket): void {
    const place = this.#placeOf.get(socket)
    if (place === undefined) return
    this.#placeOf.delete(socket)
    const count = this.#countOf.get(place) ?? 0
    if (count > 1) this.#countOf.set(place, count - 1)
    else this.#countOf.delete(place)
  }
}

/** An IPv4 address; of an IPv6 address the first 64 bits, since whoever has one has all of them. */
export function neighbourhood(address: string): string {
  const mapped = /^::ffff:([\d.]+)$/i.exec(address)
  if (mapped?.[1] !== undefined) return mapped[1]
  if (!address.includes(':')) return address
  const [head = '', tail] = address.split('::')
  const groups = head === '' ? [] : head.split(':')
  const missing = tail === undefined ? 0 : 8 - groups.length - (tail === '' ? 0 : tail.split(':').length)
  const whole = [...groups, ...Array.from({ length: Math.max(0, missing) }, () => '0'), ...(tail ?? '').split(':')]
  return whole.slice(0, 4).join(':')
}

/** This machine itself, and not somebody for whom a proxy on it speaks. */
export function isNear(address: string | undefined, forwardedFor: string | string[] | undefined): boolean {
  const place = neighbourhood(address ?? '')
  return forwardedFor === undefined && (address === '::1' || place.startsWith('127.'))
}
