// Holds the parts of one recorder together: settings in, cameras running, files kept, views served, server told. Each part
// knows its own job; here is only who hears what from whom.

import { type CameraId, isId } from '@sereno/domain/ids'
import { RecorderClock } from '@sereno/domain/video/time/recorder-clock'
import type { RecorderFact } from '@sereno/contract/recorder-events'
import type { RecorderCamera, RecorderSettings, ToRecorder, ToServer } from '@sereno/contract/recorder-link'
import { type RunClock, systemClock } from '@sereno/rtsp/clock'
import { startRtspRun } from '@sereno/rtsp/run'
import { type Config, folders } from './config.ts'
import { Door, type Shown } from './door/admission.ts'
import { ReceiptKey } from './door/receipt.ts'
import { StateReporter } from './ingest/camera-state.ts'
import { Camera } from './ingest/camera.ts'
import type { LiveFeed } from './ingest/live-feed.ts'
import type { Journal, KnownSegments } from './journal/journal.ts'
import type { PasswordKey } from './link/passwords.ts'
import { keepSettings } from './link/settings-file.ts'
import { Probes } from './probe/probes.ts'
import { type Budget, CameraStore } from './store/camera-store.ts'
import { DiskWatch } from './store/disk-watch.ts'
import type { Files } from './store/files.ts'
import type { KeptCameras } from './store/kept-cameras.ts'
import { Library } from './store/library.ts'
import { oneAtATime } from './store/one-at-a-time.ts'
import { recoverCamera } from './store/recovery.ts'
import { type CameraSeal, sealMaker } from './store/seals.ts'
import { SegmentTables } from './store/segment-tables.ts'
import { Syncer } from './store/syncer.ts'
import { trace } from './trace.ts'

export interface RecorderParts {
  readonly config: Config
  readonly files: Files
  readonly journal: Journal
  readonly known: KnownSegments
  readonly passwords: PasswordKey | undefined
  readonly kept: KeptCameras
  readonly send: (message: ToServer) => void
  readonly hearsServer: () => boolean
  readonly clock?: RunClock
  readonly random?: () => number
}

const STORAGE_TOLD_MS = 5_000
const SWEEP_MS = 60_000

export class Recorder {
  readonly #parts: RecorderParts
  readonly #clock: RunClock
  readonly #random: () => number
  readonly #wall: RecorderClock
  readonly #budget: Budget
  readonly #sealFor: (camera: CameraId) => CameraSeal
  readonly #cameras = new Map<CameraId, Camera>()
  /** Stores of cameras that were taken away, until their last file is closed. */
  readonly #leaving = new Set<CameraStore>()
  readonly #reporters = new Map<CameraId, StateReporter>()
  readonly #slowly = oneAtATime(2)
  readonly #timers: NodeJS.Timeout[] = []
  #settingsVersion = -1
  #applied: Promise<void> = Promise.resolve()
  #writtenBytes = 0
  #toldStorageMs = 0
  #toldBytes = 0
  #bytesPerSecond = 0
  readonly library: Library
  readonly disk: DiskWatch
  readonly door: Door
  readonly tables: SegmentTables
  readonly #probes: Probes
  readonly #syncer: Syncer

  constructor(parts: RecorderParts) {
    this.#parts = parts
    const { config, files, journal } = parts
    const { recordings, receiptKey } = folders(config)
    this.#clock = parts.clock ?? systemClock
    this.#random = parts.random ?? Math.random
    this.#wall = new RecorderClock(this.#clock.nowMs(), Date.now())
    this.#budget = { bytes: 0, bytesMax: config.queueBytesMax }
    this.#sealFor = sealMaker(config.seal)
    const note = (fact: RecorderFact): void => void journal.append(fact, this.now())
    this.library = new Library({
      folder: recordings,
      files,
      storeBytesMax: config.storeBytesMax,
      now: () => this.now(),
      note,
      noted: () => journal.flush(),
      openBytes: () => this.#openBytes(),
    })
    this.disk = new DiskWatch({
      folder: recordings,
      files,
      freeBytesMin: config.diskFreeBytesMin,
      note,
      expire: () => this.library.expire(),
      nowMs: () => this.#clock.nowMs(),
    })
    const now = () => this.now()
    this.door = new Door({ key: new ReceiptKey(receiptKey), now, hearsServer: parts.hearsServer })
    this.tables = new SegmentTables({
      folder: recordings,
      files,
      library: this.library,
      store: (camera) => this.#cameras.get(camera)?.store,
      opener: (camera, headerPart) => this.#sealFor(camera).opener(headerPart),
      nowMs: () => this.#clock.nowMs(),
    })
    this.#probes = new Probes({
      startRun: startRtspRun,
      clock: this.#clock,
      wallNow: now,
      password: (sealed, id) => parts.passwords?.open(sealed, id),
      answer: parts.send,
    })
    this.#syncer = new Syncer(
      () => this.#openSegments(),
      () => this.#clock.nowMs(),
    )
  }

  /** Whole milliseconds, as every stored time is. */
  now(): number {
    return Math.round(this.#wall.wallAt(this.#clock.nowMs()))
  }

  /** Begins to watch disk and clock; cameras come with the first settings. */
  async start(): Promise<void> {
    await this.disk.start()
    this.#syncer.start()
    const every = (ms: number, work: () => unknown): void => void this.#timers.push(setInterval(work, ms))
    every(1_000, () => {
      this.#wall.sample(this.#clock.nowMs(), Date.now())
      this.door.tidy()
      this.#tellStates()
      this.#tellStorage()
    })
    every(SWEEP_MS, () => {
      void this.library.expire()
      this.tables.tidy()
      this.#parts.journal.tidy().catch((error: unknown) => trace.error({ error: String(error) }, 'journal'))
    })
  }

  hear(message: ToRecorder): void {
    if (message.type === 'welcome') for (const reporter of this.#reporters.values()) reporter.forget()
    if (message.type === 'revoke') this.door.revoke(message)
    if (message.type === 'probe') this.#probes.start(message)
    if (message.type === 'settings') void this.apply(message.settings, { isNew: true })
  }

  /** One after another: each leaves the cameras as these settings say. */
  apply(settings: RecorderSettings, { isNew }: { isNew: boolean }): Promise<void> {
    this.#applied = this.#applied
      .then(() => this.#apply(settings, isNew))
      .catch((error: unknown) => trace.error({ error: String(error) }, 'settings'))
    return this.#applied
  }

  async #apply(settings: RecorderSettings, isNew: boolean): Promise<void> {
    const { config, kept } = this.#parts
    this.#settingsVersion = settings.version
    const keeping = await kept.update(settings)
    this.library.keep(keeping)
    const wanted = settings.cameras.toSorted((a, b) => a.number - b.number).slice(0, config.camerasMax)
    if (wanted.length < settings.cameras.length)
      trace.error(
        { cameras: settings.cameras.length, most: config.camerasMax },
        'more cameras than one recorder carries',
      )
    const ids = new Set(wanted.map(({ id }) => id))
    for (const [id, camera] of this.#cameras) if (!ids.has(id)) this.#remove(id, camera)
    for (const camera of wanted) {
      const running = this.#cameras.get(camera.id)
      if (running) running.change(camera)
      else this.#add(camera)
    }
    if (isNew) await keepSettings(folders(config).settings, settings)
    void this.#scan([...keeping.keys()])
  }

  #add(settings: RecorderCamera): void {
    const { config, files, journal, known, passwords } = this.#parts
    const { recordings } = folders(config)
    const { id } = settings
    const note = (fact: RecorderFact): void => void journal.append(fact, this.now())
    const onRow = (row: Parameters<Library['add']>[0]): void => {
      note({ kind: 'segment.sealed', segment: row })
      this.library.add(row)
    }
    const store = new CameraStore({
      camera: id,
      folder: recordings,
      files,
      seal: this.#sealFor(id),
      budget: this.#budget,
      segmentMs: config.segmentMs,
      phase: this.#random(),
      before: recoverCamera(id, { files, folder: recordings, journal: known, onRow, slowly: this.#slowly }),
      note,
      onSealed: (row) => {
        this.#writtenBytes += row.bytes
        this.disk.onSuccess()
        onRow(row)
      },
      onDiskError: (code) => this.disk.onError(code),
      obstacle: () => this.disk.obstacle,
      nowMs: () => this.#clock.nowMs(),
      wallNow: () => this.now(),
    })
    const camera = new Camera(settings, {
      store,
      wall: this.#wall,
      clock: this.#clock,
      startRun: startRtspRun,
      password: (sealed, boundTo) => passwords?.open(sealed, boundTo),
      note,
      random: this.#random,
      obstacle: () => this.disk.obstacle,
    })
    this.#cameras.set(id, camera)
    this.#reporters.set(id, new StateReporter())
    camera.start()
  }

  #remove(id: CameraId, camera: Camera): void {
    camera.stop('switched-off')
    this.#cameras.delete(id)
    this.#reporters.delete(id)
    this.#leaving.add(camera.store)
    void camera.store.close().finally(() => this.#leaving.delete(camera.store))
  }

  readonly #scanned = new Set<CameraId>()
  async #scan(cameras: readonly CameraId[]): Promise<void> {
    for (const camera of cameras) {
      if (this.#scanned.has(camera)) continue
      this.#scanned.add(camera)
      const growing = () =>
        new Set(this.#cameras.get(camera)?.store.growing.map(({ header }) => Number(header.startAt)))
      await this.library.scan(camera, growing).catch((error: unknown) => {
        trace.error({ camera, error: String(error) }, 'recordings could not be listed')
      })
    }
    await this.library.expire()
  }

  /** Live pictures of a camera or of a probe. */
  feed(shown: Shown): LiveFeed | undefined {
    return isId('camera', shown) ? this.#cameras.get(shown)?.live : this.#probes.feed(shown)
  }

  *#openSegments() {
    for (const camera of this.#cameras.values()) yield* camera.store.growing
    for (const store of this.#leaving) yield* store.growing
  }

  #openBytes(): number {
    let bytes = 0
    for (const segment of this.#openSegments()) bytes += segment.bytes
    return bytes
  }

  #tellStates(): void {
    const nowMs = this.#clock.nowMs()
    const states = []
    for (const [camera, each] of this.#cameras) {
      const state = this.#reporters.get(camera)?.due(each.state(), nowMs)
      if (state) states.push({ camera, state })
    }
    if (states.length > 0) this.#parts.send({ type: 'states', states })
  }

  #tellStorage(): void {
    const nowMs = this.#clock.nowMs()
    const spanMs = nowMs - this.#toldStorageMs
    if (spanMs < STORAGE_TOLD_MS) return
    const bytes = this.#writtenBytes + this.#openBytes()
    // Over about a minute, so that the turning over of files does not show.
    const rate = Math.max(0, ((bytes - this.#toldBytes) * 1000) / spanMs)
    this.#bytesPerSecond = this.#toldStorageMs === 0 ? rate : this.#bytesPerSecond * 0.9 + rate * 0.1
    this.#toldStorageMs = nowMs
    this.#toldBytes = bytes
    const { oldestAt } = this.library
    const { storeBytesMax } = this.#parts.config
    const { freeBytes, totalBytes, recordedBytes, queuedBytes, unsentEvents } = this.figures()
    this.#parts.send({
      type: 'storage',
      freeBytes,
      totalBytes,
      recordedBytes,
      bytesPerSecond: Math.round(this.#bytesPerSecond),
      ...(oldestAt !== undefined && { oldestAt }),
      ...(storeBytesMax !== undefined && { storeBytesMax }),
      queuedBytes,
      unsentEvents,
    })
  }

  figures() {
    const { journal } = this.#parts
    return {
      cameras: this.#cameras.size,
      settingsVersion: this.#settingsVersion,
      disk: this.disk.state,
      isObstructed: this.disk.obstacle === undefined ? 0 : 1,
      freeBytes: this.disk.freeBytes,
      totalBytes: this.disk.totalBytes,
      recordedBytes: this.library.bytes + this.#openBytes(),
      queuedBytes: this.#budget.bytes,
      unsentEvents: journal.lastSeq - journal.acknowledgedSeq,
      forgottenEvents: journal.forgotten,
      views: this.door.views,
    }
  }

  cameraFigures() {
    const now = this.now()
    return [...this.#cameras].map(([id, camera]) => {
      const { what, lastPictureAt, bitrateKbps, framesLost } = camera.state()
      return {
        id,
        what,
        pictureAgeSeconds: lastPictureAt === undefined ? undefined : Math.max(0, now - lastPictureAt) / 1000,
        bitrateKbps,
        framesLost,
        reconnects: camera.reconnects,
        drops: camera.store.drops,
      }
    })
  }

  /** Hands over the last pictures, closes every file, ends every view. */
  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer)
    this.disk.stop()
    this.#syncer.stop()
    this.door.endAll()
    for (const camera of this.#cameras.values()) camera.stop('recorder-stopped')
    await Promise.all([...this.#cameras.values()].map(({ store }) => store.close()))
    await this.library.settled()
    await this.tables.close()
  }
}
