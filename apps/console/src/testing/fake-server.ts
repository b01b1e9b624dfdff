// A server for the console under test: answers what the test lays out, remembers what was asked, and says on the live
// feed what the test wants. Shapes are checked where they are built, so that a fake cannot say what the server cannot.

import { alarmListShape } from '@sereno/contract/alarms'
import { type Camera, cameraListShape, cameraShape } from '@sereno/contract/cameras'
import type { LiveFrame } from '@sereno/contract/live'
import { meShape, peopleShape } from '@sereno/contract/people'
import { holdListShape } from '@sereno/contract/recordings'
import { rights, roleNames } from '@sereno/domain/trust/people/roles'
import type { AlarmRow } from '../centre/alarms/index.ts'

export interface Asked {
  readonly method: string
  readonly path: string
  readonly body: unknown
}
type Answer = (asked: Asked) => unknown

/** A refusal as the API words it. */
export class Refuse {
  readonly status: number
  readonly code: string
  readonly text: string
  constructor(status: number, code: string, text: string) {
    this.status = status
    this.code = code
    this.text = text
  }
}

const STATE = { what: 'recording', since: 1_000, lastPictureAt: 2_000 } as const

export function aCamera(number: number, over: Partial<Omit<Camera, 'number'>> = {}): Camera {
  return cameraShape.parse({
    id: `cam-${String(number).padStart(10, '0')}`,
    number,
    name: `Corner ${number}`,
    url: `rtsp://10.0.0.${number % 250}/1`,
    hasPassword: false,
    isRecorded: true,
    retentionHours: 72,
    audio: 'left-out',
    version: 1,
    state: STATE,
    ...over,
  })
}

export function anAlarm(tail: string, over: Partial<AlarmRow> = {}): AlarmRow {
  const whole = {
    id: `alarm-${tail.padStart(10, '0')}`,
    kind: 'camera-not-recording',
    priority: 3,
    state: 'unacknowledged',
    raisedAt: 1_000,
    cause: 'no-picture',
    ...over,
  }
  const [parsed] = alarmListShape.parse({ alarms: [whole] }).alarms
  if (!parsed) throw new Error('the list of one alarm is empty')
  return parsed
}

const chief = {
  id: 'p-0000000001',
  login: 'lquispe',
  name: 'L. Quispe',
  roles: [...roleNames],
  isDisabled: false,
  version: 1,
}

export class FakeServer {
  readonly asked: Asked[] = []
  cameras: Camera[] = []
  alarms: AlarmRow[] = []
  holds: unknown[] = []
  people: unknown[] = [chief]
  isKnown = true
  private readonly answers = new Map<string, Answer>()
  private readonly sockets = new Set<FakeSocket>()
  private readonly real = { fetch: globalThis.fetch, WebSocket: globalThis.WebSocket }
  private seq = 0
  /** The real one never is silent for longer. */
  private readonly pulse = setInterval(() => this.tell([]), 1_000)

  constructor() {
    const { real } = this
    globalThis.fetch = (input, init) => {
      const path = input instanceof Request ? input.url : String(input)
      return path.startsWith('/api/') ? this.respond(path, init) : real.fetch(input, init)
    }
    const open = (url: string): WebSocket | FakeSocket => {
      if (!url.includes('/api/')) return new real.WebSocket(url)
      const socket = new FakeSocket(() => this.sockets.delete(socket))
      this.sockets.add(socket)
      return socket
    }
    globalThis.WebSocket = new Proxy(real.WebSocket, { construct: (_, [url]: [string]) => open(url) })
  }

  close(): void {
    clearInterval(this.pulse)
    Object.assign(globalThis, this.real)
  }

  /** What the server says to `POST /api/holds` and the like; a Refuse is a refusal. */
  answer(route: string, answer: Answer): void {
    this.answers.set(route, answer)
  }

  /** Everything that was asked of one route, oldest first. */
  of(route: string): Asked[] {
    return this.asked.filter(({ method, path }) => `${method} ${path}` === route)
  }

  /** One frame of the live feed: a kind is an event of that kind. */
  tell(kinds: readonly string[], over: Partial<LiveFrame> = {}): void {
    const events = kinds.map((kind) => ({
      seq: ++this.seq,
      kind,
      subject: '',
      happenedAt: 1_000,
      enteredAt: 1_000,
      body: {},
    }))
    const frame = { seq: this.seq, now: Date.now(), events, states: [], ...over }
    for (const socket of this.sockets)
      socket.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(frame) }))
  }

  private async respond(path: string, init: RequestInit | undefined): Promise<Response> {
    const method = init?.method ?? 'GET'
    const body: unknown = typeof init?.body === 'string' ? JSON.parse(init.body) : undefined
    const asked = { method, path, body }
    this.asked.push(asked)
    const answer = this.answers.get(`${method} ${path}`)?.(asked) ?? this.usual(method, path)
    if (answer instanceof Refuse) {
      const { status, code, text } = answer
      return Response.json({ refusal: { code, facts: {}, text } }, { status })
    }
    return Response.json(answer ?? {})
  }

  private usual(method: string, path: string): unknown {
    if (method === 'POST' && path === '/api/views') return new Refuse(503, 'no-recorder', 'No recorder')
    if (method !== 'GET') return {}
    if (path === '/api/me') return this.me()
    if (path === '/api/cameras') return cameraListShape.parse({ cameras: this.cameras })
    if (path === '/api/alarms') return alarmListShape.parse({ alarms: this.alarms })
    if (path === '/api/holds') return holdListShape.parse({ holds: this.holds })
    if (path === '/api/people') return peopleShape.parse({ people: this.people })
    if (path === '/api/city') return new Refuse(404, 'no-city', 'No city')
    return new Refuse(404, 'not-found', `the fake server has no ${path}`)
  }

  private me(): unknown {
    if (!this.isKnown) return new Refuse(401, 'not-logged-in', 'Log in')
    return meShape.parse({ person: chief, rights: [...rights], now: Date.now(), isDemo: true })
  }
}

class FakeSocket extends EventTarget {
  binaryType = 'blob'
  readyState = 1
  private readonly gone: () => void

  constructor(gone: () => void) {
    super()
    this.gone = gone
  }

  send(): void {}

  close(): void {
    if (this.readyState === 3) return
    this.readyState = 3
    this.gone()
    this.dispatchEvent(new Event('close'))
  }
}
