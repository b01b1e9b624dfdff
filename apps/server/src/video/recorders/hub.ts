// The recorders as they are now: who is connected, what each last said of its cameras and disk, and how to reach it.
// Knows no socket (link-socket.ts has it) and no SQL. What recorders are told comes from others, wired in main.

import { randomBytes } from 'node:crypto'
import type { CameraState, CameraTestAnswer } from '@sereno/contract/cameras'
import {
  RECORDER_CAMERAS_MAX,
  type RecorderSettings,
  type ToRecorder,
  type ToServer,
} from '@sereno/contract/recorder-link'
import { type CameraId, type ProbeId, type ViewId, makeId } from '@sereno/domain/ids'
import type { Instant } from '@sereno/domain/instant'
import type { Result } from '@sereno/domain/refusal'
import { refuse, refused } from '@sereno/domain/refusal'
import type { Base } from '../../platform/base.ts'
import { isDatabaseAway } from '../../platform/db/database.ts'
import { type ProbeSource, Probes } from './probes.ts'
import type { Batch } from './reading.ts'
import { listRecorders, saveRecorder, storedSeqOf } from './store.ts'
import { type Taker, takeEvents } from './taking.ts'

export interface RecorderConnection {
  send(message: ToRecorder): void
  close(why: string): void
}

type Said<Type extends ToServer['type']> = Extract<ToServer, { type: Type }>
export type Storage = Said<'storage'>
/** All views of a login, by the hash of its cookie, or one view. */
export type Revocation = { readonly session: string } | { readonly view: ViewId }

export interface RecorderNow {
  readonly name: string
  readonly picturesPort: number
  readonly camerasMax: number
  readonly isConnected: boolean
  /** Since when it is connected, or away. */
  readonly since: Instant
  readonly storage: Storage | undefined
  /** As last pushed; undefined until then. */
  readonly settings: RecorderSettings | undefined
}

interface Entry extends RecorderNow {
  connection: RecorderConnection | undefined
  journal: string
}

/** What others give to the hub. */
export interface HubWiring {
  settingsFor(recorder: string): Promise<RecorderSettings>
  /** Before the first settings: cameras that nobody records yet may become this one's. */
  welcomed(recorder: string): Promise<void>
  /** What it may still be showing although it has ended: it was not there to hear it. */
  revocationsFor(recorder: string): Promise<readonly Revocation[]>
  readonly takers: readonly Taker[]
  stateChanged(camera: CameraId, state: CameraState): void
  recordersChanged(): void
}

// Many cameras changed in one go (an import) become one message.
const SETTINGS_PAUSE_MS = 50
const RETRY_PAUSE_MS = 250
const RETRY_PAUSE_MS_MAX = 5_000

export class RecorderHub {
  readonly #base: Base
  readonly #entries = new Map<string, Entry>()
  readonly #states = new Map<CameraId, { state: CameraState; recorder: string }>()
  readonly #probes: Probes
  #wiring: HubWiring | undefined
  #settingsTimer: NodeJS.Timeout | undefined

  constructor(base: Base) {
    this.#base = base
    this.#probes = new Probes(base.clock)
  }

  /** Recorders of earlier runs of the server count as away from now on. */
  async start(wiring: HubWiring): Promise<void> {
    this.#wiring = wiring
    const since = this.#base.clock.now()
    for (const { name, picturesPort } of await listRecorders(this.#base.db)) {
      if (this.#entries.has(name)) continue
      const nothing = { storage: undefined, settings: undefined, connection: undefined, journal: '' }
      // What it said in an earlier life is not kept: until it is heard it counts as an ordinary one.
      const camerasMax = RECORDER_CAMERAS_MAX
      this.#entries.set(name, { name, picturesPort, camerasMax, isConnected: false, since, ...nothing })
    }
  }

  stop(): void {
    clearTimeout(this.#settingsTimer)
    this.#probes.stop()
    for (const { connection } of this.#entries.values()) connection?.close('server stops')
  }

  list(): RecorderNow[] {
    return [...this.#entries.values()]
  }

  find(name: string | undefined): RecorderNow | undefined {
    return name === undefined ? undefined : this.#entries.get(name)
  }

  stateOf(camera: CameraId): { state: CameraState; recorder: string } | undefined {
    return this.#states.get(camera)
  }

  states(): { camera: CameraId; state: CameraState; recorder: string }[] {
    return [...this.#states].map(([camera, known]) => ({ camera, ...known }))
  }

  forget(camera: CameraId): void {
    this.#states.delete(camera)
  }

  // ── what recorders say ──

  /** After this the connection is the recorder; one that it had before is closed. */
  async hello(connection: RecorderConnection, said: Said<'hello'>, isOpen: () => boolean): Promise<void> {
    const { recorder: name, picturesPort, camerasMax, journal } = said
    const before = this.#entries.get(name)
    if (before?.connection && before.connection !== connection) before.connection.close('a newer connection took over')
    const now = this.#base.clock.now()
    const kept = { storage: before?.storage, settings: before?.settings }
    this.#entries.set(name, {
      name,
      picturesPort,
      camerasMax,
      isConnected: true,
      since: now,
      ...kept,
      connection,
      journal,
    })
    this.#wiring?.recordersChanged()
    connection.send({ type: 'alive', now })
    await this.#untilStored(isOpen, async () => {
      await saveRecorder(this.#base.db, { name, picturesPort }, now)
      const storedSeq = await storedSeqOf(this.#base.db, name, journal)
      await this.#wiring?.welcomed(name)
      // Before the welcome: only after it does the recorder let anybody in. What ends meanwhile it hears as it happens.
      for (const ended of (await this.#wiring?.revocationsFor(name)) ?? []) {
        if (isOpen()) connection.send({ type: 'revoke', ...ended })
      }
      if (isOpen()) connection.send({ type: 'welcome', storedSeq, now: this.#base.clock.now() })
      if (isOpen()) await this.#pushSettings(name)
    })
  }

  gone(connection: RecorderConnection): void {
    const entry = this.#entryOf(connection)
    if (!entry) return
    this.#entries.set(entry.name, {
      ...entry,
      isConnected: false,
      connection: undefined,
      since: this.#base.clock.now(),
    })
    for (const [camera, { recorder }] of this.#states) if (recorder === entry.name) this.#states.delete(camera)
    this.#probes.recorderGone(entry.name)
    this.#wiring?.recordersChanged()
  }

  /** Done when the batch is stored, however long the database is away; or when the connection is gone. */
  async events(connection: RecorderConnection, batch: Batch, isOpen: () => boolean): Promise<void> {
    const entry = this.#entryOf(connection)
    if (!entry) return
    const from = { recorder: entry.name, journal: entry.journal }
    await this.#untilStored(isOpen, async () => {
      const seq = await takeEvents(this.#base, this.#wiring?.takers ?? [], from, batch)
      if (isOpen()) connection.send({ type: 'stored', seq })
    })
  }

  saidStates(connection: RecorderConnection, states: Said<'states'>['states']): void {
    const entry = this.#entryOf(connection)
    if (!entry) return
    for (const { camera, state } of states) {
      this.#states.set(camera, { state, recorder: entry.name })
      this.#wiring?.stateChanged(camera, state)
    }
  }

  saidStorage(connection: RecorderConnection, storage: Said<'storage'>): void {
    const entry = this.#entryOf(connection)
    if (entry) this.#entries.set(entry.name, { ...entry, storage })
  }

  saidProbed(said: Said<'probed'>): void {
    this.#probes.answered(said.probe, said.answer, said.refusal)
  }

  // ── what recorders are told ──

  aliveToAll(): void {
    const now = this.#base.clock.now()
    for (const { connection } of this.#entries.values()) connection?.send({ type: 'alive', now })
  }

  /** Something that recorders are told has changed: they get all of it, soon. */
  settingsChanged(): void {
    this.#settingsTimer ??= setTimeout(() => {
      this.#settingsTimer = undefined
      for (const { name, isConnected } of this.#entries.values()) {
        if (!isConnected) continue
        this.#pushSettings(name).catch((error: unknown) => {
          if (!isDatabaseAway(error)) this.#base.trace.error({ err: error }, 'settings could not be pushed')
          setTimeout(() => this.settingsChanged(), RETRY_PAUSE_MS).unref()
        })
      }
    }, SETTINGS_PAUSE_MS)
  }

  /** Running views of that login, or that one view, end at once. Every recorder is told: a ticket may be on its way. */
  revoke(what: Revocation): void {
    for (const { connection } of this.#entries.values()) connection?.send({ type: 'revoke', ...what })
  }

  /** Asks a recorder to try a source; `sourceFor` seals the password to the probe's id. */
  async probe(
    preferred: string | undefined,
    sourceFor: (probe: ProbeId) => ProbeSource,
  ): Promise<Result<CameraTestAnswer>> {
    const asked = this.#entries.get(preferred ?? '')
    const entry = asked?.connection ? asked : this.leastBusy()
    const connection = entry && this.#entries.get(entry.name)?.connection
    if (!entry || !connection) return refused(refuse('no-recorder'))
    const probe = makeId('probe', randomBytes(16))
    return this.#probes.ask(probe, entry.name, () => {
      connection.send({ type: 'probe', probe, source: sourceFor(probe) })
    })
  }

  recorderOfProbe(probe: ProbeId): string | undefined {
    return this.#probes.recorderOf(probe)
  }

  /** The connected recorder with the fewest cameras. */
  leastBusy(): RecorderNow | undefined {
    const connected = this.list().filter(({ isConnected }) => isConnected)
    return connected.sort((a, b) => (a.settings?.cameras.length ?? 0) - (b.settings?.cameras.length ?? 0))[0]
  }

  async #pushSettings(name: string): Promise<void> {
    const settings = await this.#wiring?.settingsFor(name)
    const entry = this.#entries.get(name)
    if (!settings || !entry?.connection) return
    this.#entries.set(name, { ...entry, settings })
    entry.connection.send({ type: 'settings', settings })
  }

  #entryOf(connection: RecorderConnection): Entry | undefined {
    return [...this.#entries.values()].find((entry) => entry.connection === connection)
  }

  async #untilStored(isOpen: () => boolean, act: () => Promise<void>): Promise<void> {
    for (let pause = RETRY_PAUSE_MS; isOpen(); pause = Math.min(2 * pause, RETRY_PAUSE_MS_MAX)) {
      try {
        return await act()
      } catch (error) {
        if (!isDatabaseAway(error)) throw error
        await new Promise((resolve) => setTimeout(resolve, pause))
      }
    }
  }
}
