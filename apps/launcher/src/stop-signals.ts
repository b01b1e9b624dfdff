// Ctrl-C, SIGTERM (systemd, kill) and SIGHUP (the terminal was closed) all ask for the same: end in order.

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** `asked` is aborted by the first signal; the second one, from somebody who will not wait, calls `impatient`. */
export function stopSignals(impatient: () => void): { asked: AbortSignal; release: () => void } {
  const asked = new AbortController()
  const onSignal = () => {
    if (asked.signal.aborted) impatient()
    asked.abort()
  }
  for (const signal of signals) process.on(signal, onSignal)
  return {
    asked: asked.signal,
    release: () => {
      for (const signal of signals) process.off(signal, onSignal)
    },
  }
}
