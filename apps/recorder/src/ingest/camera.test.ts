import type { RecorderFact } from '@sereno/contract/recorder-events'
import type { RecorderCamera } from '@sereno/contract/recorder-link'
import { RecorderClock } from '@sereno/domain/video/time/recorder-clock'
import type { RunClock } from '@sereno/rtsp/clock'
import { type RtspFailureCode, rtspFailureCodes } from '@sereno/rtsp/failure'
import type { AccessUnit, RtspRunHandlers, RtspRunOptions } from '@sereno/rtsp/run'
import { refusalText } from '@sereno/domain/refusal-texts'
import { expect, test, vi } from 'vitest'
import type { OpenSealed } from '../link/passwords.ts'
import type { CameraStore } from '../store/camera-store.ts'
import { cameraId } from '../testing/processes.ts'
import { Camera } from './camera.ts'
import { probeRefusal } from './failure-causes.ts'
import type { Gop } from './gop.ts'

vi.hoisted(() => {
  process.env['SERENO_TRACE_LEVEL'] = 'silent'
})

const START = 1_795_500_000_000
const sps = Uint8Array.from(Buffer.from('6742c01fd9005005bb0110000003001000000301e0f1832480', 'hex'))
const pps = Uint8Array.from(Buffer.from('68cb83cb20', 'hex'))

/** Time that moves when a test says so. */
class TestClock implements RunClock {
  #nowMs = 0
  #timers: { at: number; callback: () => void }[] = []
  nowMs(): number {
    return this.#nowMs
  }
  setTimeout(callback: () => void, delayMs: number): unknown {
    const timer = { at: this.#nowMs + delayMs, callback }
    this.#timers.push(timer)
    return timer
  }
  clearTimeout(timer: unknown): void {
    this.#timers = this.#timers.filter((each) => each !== timer)
  }
  get nextMs(): number | undefined {
    return this.#timers.map(({ at }) => at - this.#nowMs).sort((a, b) => a - b)[0]
  }
  pass(ms: number): void {
    this.#nowMs += ms
    const due = this.#timers.filter(({ at }) => at <= this.#nowMs)
    this.#timers = this.#timers.filter((each) => !due.includes(each))
    for (const { callback } of due) callback()
  }
}

function aCamera(change: Partial<RecorderCamera> = {}, password: OpenSealed = () => 'secret') {
  const clock = new TestClock()
  const wall = new RecorderClock(0, START)
  const facts: RecorderFact[] = []
  const gops: Gop[] = []
  const lost: { cause: string; isTold: boolean }[] = []
  const runs: { options: RtspRunOptions; handlers: RtspRunHandlers }[] = []
  const settings: RecorderCamera = {
    id: cameraId(1),
    number: 1,
    source: { host: '10.0.0.9', port: 554, path: '/a', username: 'sereno', sealedPassword: 'AAAA' },
    isRecorded: true,
    retentionHours: 72,
    audio: 'left-out',
    ...change,
  }
  const store = {
    budget: { bytes: 0, bytesMax: 1e9 },
    offer: (gop: Gop) => void gops.push(gop),
    lose: (cause: string, _: unknown, { isTold = false } = {}) => void lost.push({ cause, isTold }),
  } as unknown as CameraStore
  const camera = new Camera(settings, {
    store,
    wall,
    clock,
    startRun: (options, handlers) => {
      runs.push({ options, handlers })
      return {
        track: undefined,
        counters: {} as never,
        close: () => handlers.onEnd({ code: 'closed-by-us', detail: '' }),
      }
    },
    password,
    note: (fact) => void facts.push(fact),
    random: () => 0.5,
    obstacle: () => undefined,
  })
  const run = () => runs.at(-1) ?? { options: {} as RtspRunOptions, handlers: {} as RtspRunHandlers }
  const end = (code: RtspFailureCode) => run().handlers.onEnd({ code, detail: `because ${code}` })
  let frame = 0
  const send = (count: number, loss: Partial<AccessUnit> = {}) => {
    for (let n = 0; n < count; n++, frame++) {
      clock.pass(40)
      const isKeyframe = frame % 25 === 0
      const sample = Uint8Array.of(0, 0, 0, 1, isKeyframe ? 0x65 : 0x41)
      run().handlers.onAccessUnit({
        codec: 'h264',
        nalUnits: [sample.subarray(4)],
        sample,
        rtpTicks: frame * 3_600,
        isKeyframe,
        refersToMissing: false,
        ...(frame === 0 && { parameterSets: { vps: [], sps: [sps], pps: [pps] } }),
        lostPackets: 0,
        droppedUnits: 0,
        arrivedMs: clock.nowMs(),
        ...loss,
      })
    }
  }
  const restartFrames = () => void (frame = 0)
  camera.start()
  return { camera, clock, wall, facts, gops, lost, runs, end, send, restartFrames, settings }
}

test('the login goes beside the address, never in it', () => {
  const { runs } = aCamera()
  expect(runs[0]?.options).toMatchObject({
    url: 'rtsp://10.0.0.9/a',
    credentials: { username: 'sereno', password: 'secret' },
  })
})

test('a stored password that cannot be opened is no empty one: nobody connects, the cause is told, and it is looked for again', () => {
  let key: string | undefined
  const { camera, clock, runs, lost } = aCamera({}, () => key)
  expect(runs).toEqual([])
  expect(camera.state()).toMatchObject({ what: 'not-recording', cause: 'password-unreadable' })
  expect(camera.state().detail).toMatch(/camera-passwords\.key/)
  expect(lost).toEqual([{ cause: 'password-unreadable', isTold: true }])
  key = 'secret'
  clock.pass(clock.nextMs ?? 0)
  expect(runs).toHaveLength(1)
  expect(runs[0]?.options.credentials).toEqual({ username: 'sereno', password: 'secret' })
})

test('a path that holds a password is opened for the run; one that cannot be opened is not even asked for', () => {
  const source = { host: '10.0.0.9', port: 554, path: '/a?pwd=***', sealedPath: 'BBBB' }
  const opened = aCamera({ source }, (sealed, boundTo) =>
    sealed === 'BBBB' && boundTo === `${cameraId(1)}/path` ? '/a?pwd=Sesam0' : undefined,
  )
  expect(opened.runs[0]?.options.url).toBe('rtsp://10.0.0.9/a?pwd=Sesam0')
  const closed = aCamera({ source }, () => undefined)
  expect(closed.runs).toEqual([])
  expect(closed.camera.state().cause).toBe('password-unreadable')
})

test('a camera that does not answer is tried again after growing pauses', () => {
  const { clock, runs, end } = aCamera()
  const pauses: (number | undefined)[] = []
  for (let n = 0; n < 7; n++) {
    end('refused')
    pauses.push(clock.nextMs)
    clock.pass(clock.nextMs ?? 0)
  }
  expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
  expect(runs).toHaveLength(8)
})

test('after a run of half a minute the pause is short again', () => {
  const { clock, end, send, restartFrames } = aCamera()
  for (let n = 0; n < 5; n++) {
    end('refused')
    clock.pass(clock.nextMs ?? 0)
  }
  send(25 * 31)
  end('closed-by-camera')
  expect(clock.nextMs).toBe(1_000)
  clock.pass(1_000)
  restartFrames()
  send(25)
  end('closed-by-camera')
  expect(clock.nextMs).toBe(2_000)
})

test('a wrong password is tried once more after a minute, then so seldom that no camera locks', () => {
  const { camera, clock, end } = aCamera()
  const minutes: number[] = []
  for (let n = 0; n < 4; n++) {
    end('wrong-password')
    minutes.push(Math.floor((clock.nextMs ?? 0) / 60_000))
    clock.pass(clock.nextMs ?? 0)
  }
  expect(minutes).toEqual([1, 11, 22, 45])
  expect(camera.state()).toMatchObject({ what: 'not-recording', cause: 'wrong-password', reconnects: 4 })
})

test('new login data are tried at once', () => {
  const { camera, runs, end, settings } = aCamera()
  end('wrong-password')
  camera.change({ ...settings, source: { ...settings.source, sealedPassword: 'BBBB' } })
  expect(runs).toHaveLength(2)
})

test('a change that does not touch the stream leaves the run alone; another address begins a new one', () => {
  const { camera, clock, runs, send, lost, settings } = aCamera()
  send(30)
  camera.change({ ...settings, retentionHours: 5 })
  expect(runs).toHaveLength(1)
  camera.change({ ...settings, source: { ...settings.source, path: '/b' } })
  clock.pass(0)
  expect(runs).toHaveLength(2)
  expect(lost).toEqual([{ cause: 'settings-changed', isTold: true }])
})

test('GOPs follow one another without a gap, in wall time', () => {
  const { camera, gops, send } = aCamera()
  send(101)
  expect(gops.map(({ startAt, endAt, frames }) => [startAt - START, endAt - START, frames.length])).toEqual([
    [40, 1_040, 25],
    [1_040, 2_040, 25],
    [2_040, 3_040, 25],
    [3_040, 4_040, 25],
  ])
  expect(camera.state()).toMatchObject({ what: 'recording', codec: 'h264', width: 1_280, height: 720 })
})

test('a picture lost on the way ends the GOP there; what refers to it is left out until the next keyframe', () => {
  const { camera, gops, lost, send } = aCamera()
  send(30)
  send(1, { lostPackets: 2, refersToMissing: true })
  send(19, { refersToMissing: true })
  send(26)
  expect(gops.map(({ frames, startAt }) => [frames.length, startAt - START])).toEqual([
    [25, 40],
    [5, 1_040],
    [25, 2_040],
  ])
  expect(lost).toEqual([{ cause: 'packets-lost', isTold: false }])
  expect(camera.state().framesLost).toBe(20)
})

test('a camera that is not recorded is watched all the same, and its state says so', () => {
  const { camera, gops, lost, send } = aCamera({ isRecorded: false })
  send(60)
  expect(gops).toEqual([])
  expect(camera.live.replay.length).toBe(10)
  expect(camera.state()).toMatchObject({ what: 'off' })
  expect(lost).toEqual([{ cause: 'switched-off', isTold: true }])
})

test('each run is told with its beginning and its end', () => {
  const { facts, end, send, clock } = aCamera()
  end('refused')
  clock.pass(1_000)
  send(2)
  end('closed-by-camera')
  expect(facts).toMatchObject([
    { kind: 'run.started', codec: 'h264', width: 1_280, height: 720 },
    { kind: 'run.ended', cause: 'closed-by-camera', detail: 'because closed-by-camera' },
  ])
})

test('every way in which a test can fail has a sentence for the person', () => {
  for (const code of rtspFailureCodes) {
    const refusal = probeRefusal({ code, detail: 'x' }, { host: 'h', port: 1, path: '/' }, 10)
    for (const language of ['es', 'en'] as const) expect(refusalText(refusal, language)).not.toContain('–')
  }
})

test('a picture that cannot be placed ends the run of that camera, not the recorder', () => {
  const { camera, clock, runs, send } = aCamera()
  send(30)
  expect(() => send(1, { rtpTicks: Number.NaN, isKeyframe: true })).not.toThrow()
  send(1, { rtpTicks: Number.NaN, isKeyframe: true })
  send(26)
  clock.pass(2_000)
  expect(runs.length).toBeGreaterThanOrEqual(1)
  expect(['recording', 'not-recording', 'connecting']).toContain(camera.state().what)
})
