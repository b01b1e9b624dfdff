// The newest parameter sets of a track, by kind and id, and whether they changed since somebody last asked.

import type { ParameterSets } from './access-unit.ts'
import type { Depacketiser, ParameterSetKind } from './depacketiser.ts'

const SET_BYTES_MAX = 4096 // a real one has under 200; scaling lists can bring it to 1.5 kB
const SETS_MAX = 64 // of a kind; H.264 has room for 256 PPS, cameras use one

export class ParameterSetStore {
  readonly #rules: Depacketiser
  readonly #sets: Record<ParameterSetKind, Map<number, Uint8Array>> = { vps: new Map(), sps: new Map(), pps: new Map() }
  #isChanged = false

  constructor(rules: Depacketiser, first: ParameterSets) {
    this.#rules = rules
    for (const kind of ['vps', 'sps', 'pps'] as const) for (const set of first[kind]) this.keep(set)
  }

  /** Keeps a copy of the unit if it is a parameter set that says something new. One over the limits or unreadable is left. */
  keep(nalUnit: Uint8Array): void {
    const kind = this.#rules.parameterSetKind(nalUnit)
    if (kind === undefined || nalUnit.length > SET_BYTES_MAX) return
    const id = this.#rules.parameterSetId(kind, nalUnit)
    if (id === undefined) return
    const sets = this.#sets[kind]
    const known = sets.get(id)
    if (known ? Buffer.compare(known, nalUnit) === 0 : sets.size >= SETS_MAX) return
    sets.set(id, Uint8Array.from(nalUnit))
    this.#isChanged = true
  }

  /** The sets if they changed since the last call, else undefined. */
  takeChange(): ParameterSets | undefined {
    if (!this.#isChanged) return undefined
    this.#isChanged = false
    const { vps, sps, pps } = this.#sets
    return { vps: [...vps.values()], sps: [...sps.values()], pps: [...pps.values()] }
  }
}
