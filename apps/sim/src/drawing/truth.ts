// The true place of every person, head and vehicle, frame by frame: what a detector or an anonymiser is measured
// against. One line per frame, differences only, so that 16 seconds are about 20 kB when zipped.

import type { Act } from './script.ts'

export type Kind = 'person' | 'dog' | 'car' | 'bus' | 'bicycle' | 'motorbike'
/** Whole pixels: left, top, right, bottom, within the picture. */
export type PixelBox = readonly [number, number, number, number]

export interface TrueObject {
  id: number
  kind: Kind
  box: PixelBox
  /** Persons only, and only when any of it is in the picture. */
  head?: PixelBox
  /** Share of the object (of the head, for a person) that nothing hides, in tenths. */
  visible: number
  /** The face is turned to the camera. */
  front: boolean
  still: boolean
  act: Act
}

export interface TruthHead {
  v: 1
  width: number
  height: number
  fps: number
  frames: number
}

interface Line {
  /** Objects that are new or changed since the line before. */
  set: TrueObject[]
  gone: number[]
}

export class TruthWriter {
  readonly #lines: string[] = []
  #last = new Map<number, string>()

  constructor(head: TruthHead) {
    this.#lines.push(JSON.stringify(head))
  }

  frame(objects: readonly TrueObject[]): void {
    const now = new Map(objects.map((object) => [object.id, JSON.stringify(object)]))
    const line: Line = {
      set: objects.filter((object) => this.#last.get(object.id) !== now.get(object.id)),
      gone: [...this.#last.keys()].filter((id) => !now.has(id)),
    }
    this.#lines.push(JSON.stringify([line.set.map(packed), line.gone]))
    this.#last = now
  }

  text(): string {
    return this.#lines.join('\n') + '\n'
  }
}

const kinds: readonly Kind[] = ['person', 'dog', 'car', 'bus', 'bicycle', 'motorbike']
const acts: readonly Act[] = ['walk', 'wait', 'sit', 'meet', 'turn', 'ride', 'drive', 'park']

type Packed = [id: number, kind: number, act: number, flags: number, visible: number, ...boxes: number[]]

function packed(o: TrueObject): Packed {
  return [
    o.id,
    kinds.indexOf(o.kind),
    acts.indexOf(o.act),
    (o.front ? 1 : 0) + (o.still ? 2 : 0),
    o.visible,
    ...o.box,
    ...(o.head ?? []),
  ]
}

function unpacked([id, kind, act, flags, visible, ...n]: Packed): TrueObject {
  const box = (at: number): PixelBox => [n[at] ?? 0, n[at + 1] ?? 0, n[at + 2] ?? 0, n[at + 3] ?? 0]
  return {
    id,
    kind: kinds[kind] ?? 'person',
    box: box(0),
    ...(n.length >= 8 ? { head: box(4) } : {}),
    visible,
    front: flags % 2 === 1,
    still: flags >= 2,
    act: acts[act] ?? 'walk',
  }
}

/** Reads what `TruthWriter` wrote: one list of objects per frame. */
export function readTruth(text: string): { head: TruthHead; frames: TrueObject[][] } {
  const [first, ...lines] = text.trimEnd().split('\n')
  const head: TruthHead = JSON.parse(first ?? '{}')
  const now = new Map<number, TrueObject>()
  const frames = lines.map((line) => {
    const [set, gone]: [Packed[], number[]] = JSON.parse(line)
    for (const id of gone) now.delete(id)
    for (const object of set.map(unpacked)) now.set(object.id, object)
    return [...now.values()].sort((p, q) => p.id - q.id)
  })
  return { head, frames }
}
