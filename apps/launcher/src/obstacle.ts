// What keeps the launcher from going on, as one line for the terminal: what happened, then what to do.
// Thrown, not returned: every one of them ends the program, and main.ts is its only reader.

/** `message` is one line, without "sereno:" before it and without a full stop. */
export class Obstacle extends Error {
  /** 1: something is in the way. 2: the command line is wrong. */
  readonly status: 1 | 2

  constructor(message: string, status: 1 | 2 = 1) {
    super(message)
    this.status = status
  }
}

/** The text of anything that was thrown, on one line. */
export function oneLine(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown)
  return text.replace(/\s*\n\s*/g, ' ').trim()
}

/** The `code` of a system error ("ENOENT"), or nothing. */
export function systemCode(thrown: unknown): string | undefined {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined
}
