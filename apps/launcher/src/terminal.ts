// What the launcher says to the person who typed the command. Everything else goes to the trace files.

/** The part of process that a command may use; a test brings its own. */
export interface Terminal {
  say: (line: string) => void
  complain: (line: string) => void
}

export function processTerminal(): Terminal {
  // `./sereno demo | head -1` closes our stdout. That is no reason to stop recording.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  return {
    say: (line) => void process.stdout.write(`${line}\n`),
    complain: (line) => void process.stderr.write(`sereno: ${line}\n`),
  }
}
