// How much of one wire's recorded pictures may be in memory at once: being read, and waiting until the console takes
// them. A console that asks and does not read waits for itself; it costs the recorder no more than this.

/** Eight GOPs of 4 s at 4 Mbit/s. One that is larger than all of it goes alone. */
export const UNSENT_BYTES_MAX = 16_000_000

interface Waiting {
  readonly bytes: number
  readonly enter: (give: (() => void) | undefined) => void
}

export class SendRoom {
  #taken = 0
  #isOver = false
  readonly #waiting: Waiting[] = []

  /** In the order of asking. Answers what gives the room back; nothing where the wire is over. */
  async take(bytes: number): Promise<(() => void) | undefined> {
    if (this.#isOver) return undefined
    const entered = new Promise<(() => void) | undefined>((enter) => this.#waiting.push({ bytes, enter }))
    this.#look()
    return await entered
  }

  #look(): void {
    for (let first = this.#waiting[0]; first; first = this.#waiting[0]) {
      if (this.#taken > 0 && this.#taken + first.bytes > UNSENT_BYTES_MAX) return
      this.#waiting.shift()
      this.#taken += first.bytes
      first.enter(this.#giverOf(first.bytes))
    }
  }

  #giverOf(bytes: number): () => void {
    let isGiven = false
    return () => {
      if (isGiven) return
      isGiven = true
      this.#taken -= bytes
      this.#look()
    }
  }

  end(): void {
    this.#isOver = true
    for (const { enter } of this.#waiting.splice(0)) enter(undefined)
  }
}
