// Finds out whether the ports are free, before anything is started: one line now is better than five processes that fail.

import { createServer } from 'node:net'

import { Obstacle, systemCode } from './obstacle.ts'

export interface WantedPort {
  port: number
  /** "the console", for the sentence. */
  use: string
}

/** Refuses the first port that another program listens on. */
export async function refuseTakenPorts(ports: readonly WantedPort[], host: string): Promise<void> {
  for (const { port, use } of ports) {
    const why = await whyNotFree(port, host)
    if (!why) continue
    const what = why === 'EADDRINUSE' ? 'is taken by another program' : `cannot be had (${why})`
    throw new Obstacle(`port ${port} for ${use} ${what}; stop that program, or choose other ports with --port`)
  }
}

function whyNotFree(port: number, host: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', (error) => resolve(systemCode(error) ?? error.message))
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(undefined)))
  })
}
