// Many cameras that show one clip, each at its own phase: the load of benches and tests.

import { seedFor, seededRandom } from '../random.ts'
import { type Clip, loadClip } from './clip.ts'
import type { Login, LoginScheme } from './login.ts'
import { type CameraServer, type CameraServerOptions, startCameraServer } from './rtsp-server.ts'

export const FLEET_CAMERAS_MAX = 2000

export type FleetOptions = Pick<CameraServerOptions, 'port' | 'host' | 'manualFromMs' | 'sessionTimeoutSeconds'> & {
  /** An Annex-B file (.h264, .h265) or one that is loaded already. */
  clip: string | Clip
  /** Shown while the fault `parameter-sets` is on. */
  alternate?: string | Clip
  /** They are named 1 to N; their paths are /cam/1 to /cam/N. */
  cameras: number
  fps: number
  /** MD5, `fleet` and `fleet-password` unless said otherwise. */
  digest?: LoginScheme
  user?: string
  password?: string
  qop?: boolean
  seed?: number
  /** Each camera behind its own free port, so that ports can die alone. */
  ownPorts?: boolean
}

export async function startFleet(options: FleetOptions): Promise<CameraServer> {
  const { cameras, fps, digest = 'md5', user = 'fleet', password = 'fleet-password', qop = false, seed = 1 } = options
  if (!(Number.isInteger(cameras) && cameras >= 1 && cameras <= FLEET_CAMERAS_MAX)) {
    throw new Error(`a fleet has 1 to ${FLEET_CAMERAS_MAX} cameras, not ${cameras}`)
  }
  const clip = await loaded(options.clip)
  const alternate = options.alternate === undefined ? undefined : await loaded(options.alternate)
  const login: Login = { scheme: digest, user, password, qop }
  const loopMs = (clip.frames.length / fps) * 1000
  return await startCameraServer({
    ...options,
    cameras: Array.from({ length: cameras }, (_, index) => {
      const name = String(index + 1)
      const phaseMs = Math.floor(seededRandom(seedFor(seed, name))() * loopMs)
      const own = options.ownPorts ? { port: 0 } : {}
      return { name, clip, fps, login, phaseMs, seed, ...(alternate && { alternate }), ...own }
    }),
  })
}

const loaded = (clip: string | Clip) => (typeof clip === 'string' ? loadClip(clip) : clip)
