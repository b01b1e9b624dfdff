// Many virtual cameras behind one port, or each behind its own: listens, drives their clock, switches faults, counts.

import { type AddressInfo, type Server, createServer } from 'node:net'
import { once } from 'node:events'
import { Connection, type ConnectionHost, SESSION_TIMEOUT_SECONDS, SLOW_CLIENT_BYTES_MAX } from './connection.ts'
import type { Fault, FaultKind } from './faults.ts'
import { type PlayEnd, type PlayLog, playEnds } from './playing.ts'
import { type CameraOptions, VirtualCamera } from './virtual-camera.ts'

/** 400 cameras with two recorders and a few viewers each. */
const CONNECTIONS_MAX = 4096
/** A frame leaves at most so much late; at 25 a second that is a quarter of its time. */
const TICK_MS = 10

export type CameraServerOptions = {
  cameras: readonly CameraOptions[]
  /** 0, the default, takes any free port. */
  port?: number
  host?: string
  /** Given: time stands still at this moment and moves by `tick` only. */
  manualFromMs?: number
  sessionTimeoutSeconds?: number
  slowClientBytesMax?: number
  connectionsMax?: number
}

export type ServerCounters = {
  framesSent: number
  framesSkipped: number
  connections: number
  playing: number
  ends: Readonly<Record<PlayEnd, number>>
}

type Listener = { server: Server; port: number; connections: Set<Connection> }

export async function startCameraServer(options: CameraServerOptions): Promise<CameraServer> {
  const server = new CameraServer(options)
  await server.open()
  return server
}

export class CameraServer {
  readonly cameras: ReadonlyMap<string, VirtualCamera>
  #options: CameraServerOptions
  #listeners = new Map<string, Listener>()
  #nowMs: number | undefined
  #timer: NodeJS.Timeout | undefined
  #plays = 0
  #ends = Object.fromEntries(playEnds.map((end) => [end, 0])) as Record<PlayEnd, number>

  constructor(options: CameraServerOptions) {
    this.#options = options
    this.#nowMs = options.manualFromMs
    this.cameras = new Map(options.cameras.map((camera) => [camera.name, new VirtualCamera(camera)]))
  }

  async open(): Promise<void> {
    await this.#listen('', this.#options.port ?? 0)
    for (const { name, port } of this.#options.cameras) {
      if (port !== undefined) await this.#listen(name, port)
    }
    if (this.#nowMs === undefined) this.#timer = setInterval(() => this.#advance(), TICK_MS)
  }

  get port(): number {
    return this.portOf('')
  }

  /** The camera's own port where it has one, else the common one. */
  portOf(camera: string): number {
    return (this.#listeners.get(camera) ?? this.#listeners.get(''))?.port ?? 0
  }

  /** Without login: passwords stand in no URL. */
  url(camera: string): string {
    return `rtsp://${this.#host}:${this.portOf(camera)}/cam/${camera}`
  }

  /** UTC by the cameras' source clock, which never jumps. */
  now(): number {
    return this.#nowMs ?? performance.timeOrigin + performance.now()
  }

  /** Moves manual time; with real time only sends what is due. */
  tick(nowMs?: number): void {
    if (nowMs !== undefined && this.#nowMs !== undefined) this.#nowMs = nowMs
    this.#advance()
  }

  async fault(camera: string, fault: Fault): Promise<void> {
    this.#camera(camera).setFault(fault, this.now())
    if (fault.kind === 'dead-port') await this.#matchListener(camera)
  }

  /** Without a kind: all of them. */
  async heal(camera: string, kind?: FaultKind): Promise<void> {
    this.#camera(camera).clearFault(kind, this.now())
    await this.#matchListener(camera)
  }

  /** Ends every connection to the camera, as a switch does that restarts. */
  cut(camera: string): number {
    const all = [...this.#connections()].filter((connection) => connection.camera?.name === camera)
    for (const connection of all) connection.end('cut')
    return all.length
  }

  /** Over all its clients. */
  framesSent(camera: string): number {
    return this.#camera(camera).framesSent
  }

  plays(camera: string): readonly PlayLog[] {
    return this.#camera(camera).logs
  }

  counters(): ServerCounters {
    const all = [...this.cameras.values()]
    const sum = (count: (camera: VirtualCamera) => number) => all.reduce((total, camera) => total + count(camera), 0)
    return {
      framesSent: sum((camera) => camera.framesSent),
      framesSkipped: sum((camera) => camera.framesSkipped),
      connections: [...this.#connections()].length,
      playing: sum((camera) => camera.clients),
      ends: { ...this.#ends },
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    for (const name of this.#listeners.keys()) await this.#stopListening(name, 'closed')
    this.#listeners.clear()
  }

  get #host(): string {
    return this.#options.host ?? '127.0.0.1'
  }

  #camera(name: string): VirtualCamera {
    const camera = this.cameras.get(name)
    if (!camera) throw new Error(`no camera ${name}; there are ${this.cameras.size}`)
    return camera
  }

  *#connections(): Iterable<Connection> {
    for (const { connections } of this.#listeners.values()) yield* connections
  }

  #advance(): void {
    const nowMs = this.now()
    for (const connection of this.#connections()) connection.advance(nowMs)
    for (const camera of this.cameras.values()) camera.advance(nowMs)
  }

  async #listen(name: string, port: number): Promise<void> {
    const connections = new Set<Connection>()
    const host: ConnectionHost = {
      now: () => this.now(),
      // Behind its own port a camera is alone, as in the street.
      camera: (asked) => (name === '' || asked === name ? this.cameras.get(asked) : undefined),
      nextPlayId: () => ++this.#plays,
      ended: (connection, end) => {
        connections.delete(connection)
        this.#ends[end]++
      },
      sessionTimeoutSeconds: this.#options.sessionTimeoutSeconds ?? SESSION_TIMEOUT_SECONDS,
      slowClientBytesMax: this.#options.slowClientBytesMax ?? SLOW_CLIENT_BYTES_MAX,
    }
    const server = createServer((socket) => connections.add(new Connection(socket, host)))
    server.maxConnections = this.#options.connectionsMax ?? CONNECTIONS_MAX
    server.listen(port, this.#host, CONNECTIONS_MAX)
    await once(server, 'listening')
    this.#listeners.set(name, { server, port: portOf(server), connections })
  }

  async #stopListening(name: string, end: PlayEnd): Promise<void> {
    const listener = this.#listeners.get(name)
    if (!listener?.server.listening) return
    const closed = once(listener.server, 'close')
    listener.server.close()
    for (const connection of listener.connections) connection.end(end)
    await closed
  }

  // A listener is open while no camera on it has a dead port.
  async #matchListener(camera: string): Promise<void> {
    const name = this.#listeners.has(camera) ? camera : ''
    const onIt = [...this.cameras.values()].filter((each) => (this.#listeners.has(each.name) ? each.name : '') === name)
    const isDead = onIt.some((each) => each.faults.has('dead-port'))
    const listener = this.#listeners.get(name)
    if (!listener || isDead === !listener.server.listening) return
    if (isDead) await this.#stopListening(name, 'dead-port')
    else await this.#listen(name, listener.port)
  }
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}
