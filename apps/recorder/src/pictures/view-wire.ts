// One WebSocket of one view: the ticket first, then requests. Every picture goes through the door; what is not covered
// by the view is refused and traced, and the view goes on.

import { isId } from '@sereno/domain/ids'
import { instant } from '@sereno/domain/instant'
import { type Refusal, refuse } from '@sereno/domain/refusal'
import { type PictureNotice, TICKET_WAIT_MS, openingShape, pictureRequestShape } from '@sereno/contract/pictures'
import type { RawData, WebSocket } from 'ws'
import { type Admission, type Door, type EndCause, type Shown, admitted, obstacleTo } from '../door/admission.ts'
import { type Picture, sendPicture } from '../door/send-picture.ts'
import type { LiveFeed } from '../ingest/live-feed.ts'
import { bytesOf } from '../store/place.ts'
import type { SegmentTables } from '../store/segment-tables.ts'
import { messageText } from '../message-text.ts'
import { trace } from '../trace.ts'
import { JOINING_BYTES_MAX, LiveChannel, liveBacklogMax } from './live-channel.ts'
import { type Answer, PlaybackChannel, type Wanted } from './playback-channel.ts'
import { SendRoom } from './send-room.ts'

/** Scrubbing asks for a keyframe per mouse move; what is behind so far is answered "nothing". */
export const IN_FLIGHT_MAX = 32
/** A view has at most 64 cameras; twice that for those that change places. */
export const CHANNELS_MAX = 128
/** Pictures have limits of their own, and stay below it: who reaches it asks and asks, and reads no answer. */
export const UNREAD_BYTES_MAX = 64_000_000

export interface WireDeps {
  readonly door: Door
  readonly tables: SegmentTables
  readonly feed: (camera: Shown) => LiveFeed | undefined
  readonly now: () => number
}

export function serveView(
  socket: WebSocket,
  session: string | undefined,
  deps: WireDeps,
  onAdmitted: () => void = () => undefined,
): void {
  const wire = new ViewWire(socket, session, deps, onAdmitted)
  const late = setTimeout(() => wire.refuse(refuse('ticket-late')), TICKET_WAIT_MS)
  socket.on('message', (data, isBinary) => {
    clearTimeout(late)
    wire.hear(data, isBinary)
  })
  socket.on('close', () => {
    clearTimeout(late)
    wire.close()
  })
  // What happened follows in `close`.
  socket.on('error', (error) => trace.debug({ error: error.message }, 'view'))
}

class ViewWire {
  readonly #socket: WebSocket
  readonly #session: string | undefined
  readonly #deps: WireDeps
  #admission: Admission | undefined
  #live = new Map<number, LiveChannel>()
  #playback = new Map<number, PlaybackChannel>()
  /** Requests of a channel are answered in order. */
  #waiting = new Map<number, Promise<void>>()
  #inFlight = 0
  readonly #room = new SendRoom()
  /** Of beginnings that the socket has not sent yet. */
  #joiningBytes = 0
  #isOver = false
  readonly #onAdmitted: () => void

  constructor(socket: WebSocket, session: string | undefined, deps: WireDeps, onAdmitted: () => void) {
    this.#socket = socket
    this.#session = session
    this.#deps = deps
    this.#onAdmitted = onAdmitted
  }

  hear(data: RawData, isBinary: boolean): void {
    if (this.#isOver) return
    const message = isBinary ? undefined : parse(messageText(data))
    if (this.#admission) this.#request(message)
    else this.#open(message)
  }

  #open(message: unknown): void {
    const opening = openingShape.safeParse(message)
    if (!opening.success) {
      this.refuse(refuse('ticket-malformed', { problem: 'first message' }))
      return
    }
    const { door, now } = this.#deps
    const comer = { session: this.#session, onEnd: (why: EndCause) => this.#end(why) }
    const result = 'resume' in opening.data ? door.resume(opening.data.resume, comer) : door.admit(opening.data, comer)
    if (result.refused) {
      this.refuse(result.refused)
      return
    }
    const view = admitted(result.value)
    if (!view) return
    this.#admission = result.value
    this.#onAdmitted()
    this.#tell({ type: 'admitted', ...view, now: instant(Math.round(now())) })
  }

  #request(message: unknown): void {
    const request = pictureRequestShape.safeParse(message)
    if (!request.success) {
      this.refuse(refuse('not-valid', { field: 'message', problem: request.error.issues[0]?.message ?? 'shape' }))
      return
    }
    const { channel } = request.data
    if (request.data.type === 'live' || request.data.type === 'stop') {
      this.#stop(channel)
      if (request.data.type === 'live') this.#goLive(channel, request.data.camera)
      return
    }
    const wanted = request.data
    if (this.#inFlight >= IN_FLIGHT_MAX) {
      this.#tell({ type: 'nothing', channel, request: wanted.request, cause: 'too-many-requests' })
      return
    }
    this.#inFlight++
    const before = this.#waiting.get(channel) ?? Promise.resolve()
    const done = before
      .then(() => this.#play(wanted))
      .catch((error: unknown) => {
        trace.error({ error: String(error) }, 'playback')
        this.#tell({ type: 'nothing', channel, request: wanted.request, cause: 'not-readable' })
      })
      .finally(() => {
        this.#inFlight--
        if (this.#waiting.get(channel) === done) this.#waiting.delete(channel)
      })
    this.#waiting.set(channel, done)
  }

  #goLive(channel: number, camera: Shown): void {
    const obstacle = this.#admission && obstacleTo(this.#admission, camera)
    if (obstacle) {
      this.#refuseRequest(obstacle, channel)
      return
    }
    const feed = this.#deps.feed(camera)
    if (!feed) {
      this.#tell({ type: 'state', channel, live: false, cause: 'not-here' })
      return
    }
    if (this.#live.size >= CHANNELS_MAX) {
      this.#refuseRequest(refuse('too-many-views', { max: CHANNELS_MAX }), channel)
      return
    }
    const wire = {
      show: (picture: Picture) => this.#showLive(picture),
      tell: (notice: PictureNotice) => this.#tell(notice),
      isFull: () => this.#socket.bufferedAmount - this.#joiningBytes > liveBacklogMax(this.#live.size),
      hasRoomToJoin: () => this.#socket.bufferedAmount <= JOINING_BYTES_MAX,
    }
    this.#live.set(channel, new LiveChannel(channel, camera, feed, wire))
  }

  #showLive(picture: Picture): void {
    if (picture.header.type !== 'init') {
      this.#show(picture)
      return
    }
    const bytes = picture.bytes.reduce((sum, { length }) => sum + length, 0)
    this.#joiningBytes += bytes
    const sent = (): void => void (this.#joiningBytes -= bytes)
    if (this.#show(picture, sent)) sent()
  }

  async #play(wanted: Wanted): Promise<void> {
    const { channel, request } = wanted
    const at = 'at' in wanted ? wanted.at : undefined
    const camera = 'camera' in wanted ? wanted.camera : this.#playback.get(channel)?.camera
    if (!camera || !isId('camera', camera)) {
      this.#refuseRequest(refuse('ticket-camera'), channel, request)
      return
    }
    // Asked before the disk is: who may not see it must not learn whether it is there.
    const asked = at === undefined ? undefined : { from: at, to: at }
    const obstacle = asked && this.#admission && obstacleTo(this.#admission, camera, asked)
    if (obstacle) {
      this.#refuseRequest(obstacle, channel, request)
      return
    }
    let playback = this.#playback.get(channel)
    if (playback?.camera !== camera) {
      playback = new PlaybackChannel(channel, camera, this.#deps.tables)
      if (this.#playback.size >= CHANNELS_MAX) this.#playback.clear()
      this.#playback.set(channel, playback)
    }
    const place = await playback.find(wanted)
    if ('nothing' in place) {
      this.#answer(place, channel, request)
      return
    }
    // Before it is read: what waits for a console that does not read must not be in memory.
    const sent = await this.#room.take(bytesOf(place))
    if (!sent) return
    try {
      this.#answer(await playback.picture(place, wanted), channel, request, sent)
    } catch (error) {
      sent()
      throw error
    }
  }

  #answer(answer: Answer, channel: number, request: number, sent?: () => void): void {
    if ('nothing' in answer) {
      sent?.()
      this.#tell({ type: 'nothing', channel, request, cause: answer.nothing })
      return
    }
    if (!this.#show(answer.picture, sent)) return
    sent?.()
    // The next GOP after a gap, or after the last one, can lie outside what the view covers: there it ends.
    this.#tell({ type: 'nothing', channel, request, cause: 'outside-the-view' })
  }

  /** `sent` is called when the socket has it no more, sent or broken; not where it is refused. */
  #show(picture: Picture, sent?: () => void): Refusal | undefined {
    if (!this.#admission || this.#isOver) return refuse('view-ended', { why: 'closed' })
    return sendPicture(this.#admission, picture, { send: (bytes) => this.#socket.send(bytes, () => sent?.()) })
  }

  #tell(notice: PictureNotice): void {
    if (this.#socket.bufferedAmount > UNREAD_BYTES_MAX) {
      trace.warn({ most: UNREAD_BYTES_MAX }, 'a console that reads nothing was cut off')
      this.#socket.terminate()
      return
    }
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(JSON.stringify(notice))
  }

  #refuseRequest({ code, facts }: Refusal, channel: number, request?: number): void {
    trace.warn({ code, channel }, 'a picture was refused')
    this.#tell({ type: 'refused', channel, ...(request !== undefined && { request }), code, facts })
  }

  /** There is no view on this wire (any more). */
  refuse({ code, facts }: Refusal): void {
    if (this.#isOver) return
    trace.warn({ code }, 'a view was refused')
    this.#tell({ type: 'refused', code, facts })
    this.#isOver = true
    this.#socket.close(1008, code)
    this.close()
  }

  #end(why: EndCause): void {
    if (this.#isOver) return
    this.#tell({ type: 'ended', why })
    this.#isOver = true
    this.#admission = undefined
    this.#socket.close(1000, why)
    this.close()
  }

  #stop(channel: number): void {
    this.#live.get(channel)?.stop()
    this.#live.delete(channel)
    this.#playback.delete(channel)
  }

  close(): void {
    for (const channel of this.#live.values()) channel.stop()
    this.#live.clear()
    this.#playback.clear()
    this.#room.end()
    if (this.#admission) this.#deps.door.leave(this.#admission)
    this.#admission = undefined
    this.#isOver = true
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
