// One WebSocket of one view: the ticket first, then requests. Every picture goes through the door; what is not covered
// by the view is refused and traced, and the view goes on.

import { isId } from '@sereno/domain/ids'
import { instant } from '@sereno/domain/instant'
import { type Refusal, refuse } from '@sereno/domain/refusal'
import {
  type PictureNotice,
  type PictureRequest,
  TICKET_WAIT_MS,
  openingShape,
  pictureRequestShape,
} from '@sereno/contract/pictures'
import type { RawData, WebSocket } from 'ws'
import { type Admission, type Door, type EndCause, type Shown, admitted, obstacleTo } from '../door/admission.ts'
import { type Picture, sendPicture } from '../door/send-picture.ts'
import type { LiveFeed } from '../ingest/live-feed.ts'
import type { SegmentTables } from '../store/segment-tables.ts'
import { messageText } from '../message-text.ts'
import { trace } from '../trace.ts'
import { LiveChannel } from './live-channel.ts'
import { type Answer, PlaybackChannel } from './playback-channel.ts'

/** Scrubbing asks for a keyframe per mouse move; what is behind so far is answered "nothing". */
export const IN_FLIGHT_MAX = 32
/** A view has at most 64 cameras; twice that for those that change places. */
export const CHANNELS_MAX = 128

export interface WireDeps {
  readonly door: Door
  readonly tables: SegmentTables
  readonly feed: (camera: Shown) => LiveFeed | undefined
  readonly now: () => number
}

export function serveView(socket: WebSocket, session: string | undefined, deps: WireDeps): void {
  const wire = new ViewWire(socket, session, deps)
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
  #isOver = false

  constructor(socket: WebSocket, session: string | undefined, deps: WireDeps) {
    this.#socket = socket
    this.#session = session
    this.#deps = deps
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
      show: (picture: Picture) => this.#show(picture),
      tell: (notice: PictureNotice) => this.#tell(notice),
      backlog: () => this.#socket.bufferedAmount,
    }
    this.#live.set(channel, new LiveChannel(channel, camera, feed, wire))
  }

  async #play(wanted: Extract<PictureRequest, { type: 'seek' | 'next' | 'keyframe' }>): Promise<void> {
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
    this.#answer(await answerOf(playback, wanted), channel, request)
  }

  #answer(answer: Answer, channel: number, request: number): void {
    if (this.#isOver) return
    if ('nothing' in answer) {
      this.#tell({ type: 'nothing', channel, request, cause: answer.nothing })
      return
    }
    const refusal = this.#show(answer.picture)
    // The next GOP after a gap, or after the last one, can lie outside what the view covers: there it ends.
    if (refusal) this.#tell({ type: 'nothing', channel, request, cause: 'outside-the-view' })
  }

  #show(picture: Picture): Refusal | undefined {
    if (!this.#admission || this.#isOver) return refuse('view-ended', { why: 'closed' })
    return sendPicture(this.#admission, picture, this.#socket)
  }

  #tell(notice: PictureNotice): void {
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
    if (this.#admission) this.#deps.door.leave(this.#admission)
    this.#admission = undefined
    this.#isOver = true
  }
}

async function answerOf(
  playback: PlaybackChannel,
  wanted: Extract<PictureRequest, { type: 'seek' | 'next' | 'keyframe' }>,
): Promise<Answer> {
  if (wanted.type === 'seek') return await playback.seek(wanted.at, wanted.request)
  if (wanted.type === 'keyframe') return await playback.keyframe(wanted.at, wanted.request)
  return await playback.next(wanted.direction, wanted.request)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
