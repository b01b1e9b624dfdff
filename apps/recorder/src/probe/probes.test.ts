import type { ProbeId } from '@sereno/domain/ids'
import { systemClock } from '@sereno/rtsp/clock'
import type { RtspRunOptions } from '@sereno/rtsp/run'
import { expect, test } from 'vitest'
import type { OpenSealed } from '../link/passwords.ts'
import { type ProbeDeps, Probes } from './probes.ts'

const probe = 'probe-0123456789' as ProbeId
const source = { host: '10.0.0.9', port: 554, path: '/a', username: 'sereno', sealedPassword: 'AAAA' }

function aProbe(password: OpenSealed) {
  const runs: RtspRunOptions[] = []
  const answers: Parameters<ProbeDeps['answer']>[0][] = []
  const probes = new Probes({
    startRun: (options, handlers) => {
      runs.push(options)
      queueMicrotask(() => handlers.onEnd({ code: 'refused', detail: '' }))
      return { track: undefined, counters: {} as never, close: () => {} }
    },
    clock: systemClock,
    wallNow: () => 0,
    password,
    answer: (answer) => void answers.push(answer),
  })
  return { probes, runs, answers }
}

test('a password that the key does not open is told as that, and the camera is left alone', () => {
  const { probes, runs, answers } = aProbe(() => undefined)
  for (let n = 0; n < 20; n++) probes.start({ type: 'probe', probe, source })
  expect(runs).toEqual([])
  expect(new Set(answers.map(({ refusal }) => refusal?.code))).toEqual(new Set(['camera-password-unreadable']))
})

test('the login goes beside the address', async () => {
  const { probes, runs, answers } = aProbe((sealed, boundTo) =>
    sealed === 'AAAA' && boundTo === probe ? 'word' : undefined,
  )
  probes.start({ type: 'probe', probe, source })
  expect(runs[0]).toMatchObject({
    url: 'rtsp://10.0.0.9/a',
    credentials: { username: 'sereno', password: 'word' },
  })
  await Promise.resolve()
  expect(answers[0]?.refusal?.code).toBe('camera-refused')
})
