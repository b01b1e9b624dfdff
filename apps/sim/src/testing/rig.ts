// A camera server whose time stands still, and clients to it, ended with the test.

import { type CameraServer, type CameraServerOptions, startCameraServer } from '../cameras/rtsp-server.ts'
import type { CameraOptions } from '../cameras/virtual-camera.ts'
import { type LoginAs, TestClient } from './rtsp-client.ts'
import { syntheticClip } from './synthetic.ts'

export const START_MS = Date.UTC(2026, 2, 1, 12)
const login = { scheme: 'md5', user: 'u', password: 'p' } as const

export type Rig = {
  server: CameraServer
  client: (camera?: string, as?: LoginAs) => Promise<TestClient>
  /** Lets time pass in steps of 10 ms, as the real clock does, and waits until every client has what was sent. */
  pass: (ms: number, stepMs?: number) => Promise<void>
}

export type Ended = (then: () => Promise<void>) => void

/** `ended`: vitest's onTestFinished, which a helper cannot import. */
export function rigFor(ended: Ended) {
  return (cameras: Partial<CameraOptions>[] = [{}], options: Partial<CameraServerOptions> = {}) =>
    aRig(ended, cameras, options)
}

async function aRig(
  ended: Ended,
  cameras: Partial<CameraOptions>[],
  options: Partial<CameraServerOptions>,
): Promise<Rig> {
  const clip = syntheticClip()
  const server = await startCameraServer({
    manualFromMs: START_MS,
    ...options,
    cameras: cameras.map((camera, index) => ({ name: String(index + 1), clip, fps: 25, login, ...camera })),
  })
  const clients: TestClient[] = []
  ended(async () => {
    for (const client of clients) client.close()
    await server.close()
  })
  return {
    server,
    client: async (camera = '1', as = { user: 'u', password: 'p' }) => {
      const client = await TestClient.open(server.url(camera), as)
      clients.push(client)
      return client
    },
    pass: async (ms, stepMs = 10) => {
      const to = server.now() + ms
      while (server.now() < to) server.tick(Math.min(to, server.now() + stepMs))
      await settled(clients)
    },
  }
}

// A marker packet is the last of its frame; over loopback it is there within a few turns of the event loop.
async function settled(clients: readonly TestClient[]): Promise<void> {
  const count = () =>
    clients.reduce(
      (sum, { packets, answers, reports, strayBytes }) =>
        sum + packets.length + answers.length + reports.length + strayBytes,
      0,
    )
  for (let quiet = 0, last = count(); quiet < 30; quiet = count() === last ? quiet + 1 : 0) {
    last = count()
    await new Promise((resolve) => setImmediate(resolve))
  }
  await new Promise((resolve) => setTimeout(resolve, 15))
}
