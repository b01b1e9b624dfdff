import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Ticket } from '@sereno/contract/views'
import { TICKET_START_MS } from '@sereno/domain/trust/views/view'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { SESSION, aTicket, cameraId } from '../testing/processes.ts'
import { type Admission, Door, type EndCause, VIEWS_MAX, admitted, obstacleTo } from './admission.ts'
import { ReceiptKey, hashOf } from './receipt.ts'
import { REVOKED_MAX, REVOKED_MS, Revocations } from './revocations.ts'
import { type Picture, sendPicture } from './send-picture.ts'

const { publicKey, privateKey } = generateKeyPairSync('ed25519')
const stranger = generateKeyPairSync('ed25519').privateKey
const folder = mkdtempSync(join(tmpdir(), 'door-'))
const keyPath = join(folder, 'receipt-signing.pub')
writeFileSync(keyPath, publicKey.export({ type: 'spki', format: 'pem' }))
afterAll(() => rmSync(folder, { recursive: true }))

let nowMs: number
let hearsServer: boolean
let ended: EndCause[]
let door: Door
const comer = { session: SESSION as string | undefined, onEnd: (why: EndCause) => void ended.push(why) }
beforeEach(() => {
  nowMs = Date.now()
  hearsServer = true
  ended = []
  door = new Door({ key: new ReceiptKey(keyPath), now: () => nowMs, hearsServer: () => hearsServer })
})
const ticket = (change: Record<string, unknown> = {}) => aTicket(privateKey, change)
const codeOf = (given: Ticket, session: string | undefined = SESSION) =>
  door.admit(given, { ...comer, session }).refused?.code
function letIn(given: Ticket): Admission {
  const { value, refused } = door.admit(given, comer)
  if (!value) throw new Error(refused?.code)
  return value
}

describe('the door lets in whoever has a ticket in which all is right, and names the one thing that is wrong', () => {
  test('all right', () => expect(codeOf(ticket())).toBeUndefined())
  test('signed by somebody else', () => expect(codeOf(aTicket(stranger))).toBe('ticket-signature'))
  test('altered after it was signed', () => {
    const { receipt, secret } = ticket()
    const [payload = '', signature = ''] = receipt.split('.')
    const altered = Buffer.from(payload, 'base64url').toString().replace('view.live', 'view.LIVE')
    expect(codeOf({ receipt: `${Buffer.from(altered).toString('base64url')}.${signature}`, secret })).toBe(
      'ticket-signature',
    )
  })
  test('signed, but not a receipt', () => expect(codeOf(ticket({ act: 'export' }))).toBe('ticket-malformed'))
  test('with a mode that is not installed', () => expect(codeOf(ticket({ mode: 'original' }))).toBe('ticket-malformed'))
  test('playback without an interval', () => expect(codeOf(ticket({ act: 'view.playback' }))).toBe('ticket-malformed'))
  test('live with an interval', () => expect(codeOf(ticket({ from: 1, to: 2 }))).toBe('ticket-malformed'))
  test('with another secret', () => expect(codeOf({ ...ticket(), secret: ticket().secret })).toBe('ticket-secret'))
  test('from another login', () => expect(codeOf(ticket(), 'another')).toBe('ticket-session'))
  test('without a login', () =>
    expect(door.admit(ticket(), { ...comer, session: undefined }).refused?.code).toBe('ticket-session'))
  test('too late by a millisecond', () => {
    expect(codeOf(ticket({ start_by: nowMs }))).toBeUndefined()
    expect(codeOf(ticket({ start_by: nowMs - 1 }))).toBe('ticket-late')
  })
  test('used before', () => {
    const used = ticket()
    expect([codeOf(used), codeOf(used)]).toEqual([undefined, 'ticket-used'])
  })
  test('while the server is silent', () => {
    hearsServer = false
    expect(codeOf(ticket())).toBe('server-silent')
  })
  test('that was issued before its login ended, or its view', () => {
    const [early, closed] = [ticket(), ticket()]
    door.revoke({ session: 'of somebody else' })
    expect(codeOf(ticket())).toBeUndefined()
    door.revoke({ view: idOf(closed) })
    expect([codeOf(closed), codeOf(ticket())]).toEqual(['view-ended', undefined])
    door.revoke({ session: aHash() })
    nowMs += TICKET_START_MS
    door.tidy()
    expect(codeOf(early)).toBe('view-ended')
  })
  test('that was issued before its login ended, also by a clock that is ahead of ours', () => {
    door.revoke({ session: aHash() })
    nowMs += REVOKED_MS
    door.tidy()
    const ahead = ticket({ start_by: nowMs, end_by: nowMs + 3_600_000 })
    expect(codeOf(ahead)).toBe('view-ended')
    nowMs += 1
    expect(codeOf(ticket({ start_by: nowMs, end_by: nowMs + 3_600_000 }))).toBeUndefined()
  })
  test('when as many look as may', () => {
    for (let n = 0; n < VIEWS_MAX; n++) letIn(ticket())
    expect(codeOf(ticket())).toBe('too-many-views')
  })
  test('without a key nobody', () => {
    const keyless = new Door({ key: new ReceiptKey('/nonexistent'), now: () => nowMs, hearsServer: () => true })
    expect(keyless.admit(ticket(), comer).refused?.code).toBe('ticket-signature')
  })
})

describe('what was let in', () => {
  test('a live view covers its cameras, and no recordings', () => {
    const admission = letIn(ticket({ cameras: [cameraId(1), cameraId(2)] }))
    expect([1, 2, 3].map((n) => obstacleTo(admission, cameraId(n))?.code)).toEqual([
      undefined,
      undefined,
      'ticket-camera',
    ])
    expect(obstacleTo(admission, cameraId(1), { from: 1, to: 2 })?.code).toBe('ticket-camera')
  })
  test('a playback view covers its interval, and no present', () => {
    const admission = letIn(ticket({ act: 'view.playback', from: 1_000, to: 2_000 }))
    const at = (from: number, to: number) => obstacleTo(admission, cameraId(1), { from, to })?.code
    expect([at(1_000, 1_000), at(2_000, 2_000), at(500, 1_000)]).toEqual([undefined, undefined, undefined])
    expect([at(999, 999), at(2_001, 2_001)]).toEqual(['ticket-camera', 'ticket-camera'])
    expect(obstacleTo(admission, cameraId(1))?.code).toBe('ticket-camera')
  })
  test('ends for all of a login, or for one view, and is told so', () => {
    const [one, two] = [letIn(ticket()), letIn(ticket())]
    door.revoke({ session: 'of somebody else' })
    expect(ended).toEqual([])
    door.revoke({ session: aHash() })
    expect(ended).toEqual(['revoked', 'revoked'])
    expect([one, two].map((each) => obstacleTo(each, cameraId(1))?.code)).toEqual(['view-ended', 'view-ended'])
  })
  test('ends at its end', () => {
    letIn(ticket({ end_by: nowMs + 10 }))
    door.tidy()
    expect(ended).toEqual([])
    nowMs += 10
    door.tidy()
    expect(ended).toEqual(['end-by'])
  })
  test('goes on after a broken wire with its resume value, for a minute, for the same login, also while the server is silent', () => {
    const admission = letIn(ticket())
    const resume = admitted(admission)?.resume ?? ''
    door.leave(admission)
    expect(obstacleTo(admission, cameraId(1))?.code).toBe('view-ended')
    hearsServer = false
    expect(door.resume(resume, { ...comer, session: 'another' }).refused?.code).toBe('ticket-session')
    nowMs += 60_000
    const again = door.resume(resume, comer).value
    expect(again && obstacleTo(again, cameraId(1))).toBeUndefined()
    if (again) door.leave(again)
    nowMs += 60_001
    expect(door.resume(resume, comer).refused?.code).toBe('view-ended')
    expect(door.resume('a'.repeat(43), comer).refused?.code).toBe('view-ended')
  })
  test('is not resumed when its login or itself was revoked meanwhile', () => {
    for (const what of ['session', 'view'] as const) {
      const given = ticket({ session: hashOf(what) })
      const admission = door.admit(given, { ...comer, session: what }).value
      const resume = (admission && admitted(admission)?.resume) ?? ''
      if (admission) door.leave(admission)
      door.revoke(what === 'session' ? { session: hashOf(what) } : { view: idOf(given) })
      expect(door.resume(resume, { ...comer, session: what }).refused?.code).toBe('view-ended')
    }
  })
})

describe('what was revoked', () => {
  test('is kept for so long, and so much of it: the oldest goes first', () => {
    const revoked = new Revocations()
    for (let n = 0; n <= REVOKED_MAX; n++) revoked.add({ session: `${n}` }, n)
    expect(revoked.size).toBe(REVOKED_MAX)
    const has = (session: string, now: number) => revoked.covers({ session, view: 'view-0000000000' }, now)
    expect([has('0', 0), has('1', 0), has('1', 1 + REVOKED_MS), has('1', 2 + REVOKED_MS)]).toEqual([
      false,
      true,
      true,
      false,
    ])
    revoked.tidy(2 + REVOKED_MS)
    expect(revoked.size).toBe(REVOKED_MAX - 1)
  })
})

describe('a picture', () => {
  const picture: Picture = {
    camera: cameraId(1),
    header: { type: 'frames', channel: 0, at: 1 as never, durationMs: 40 },
    bytes: [new Uint8Array(3), new Uint8Array(2)],
  }
  test('goes out with an admission that holds, and with no other', () => {
    const sent: Uint8Array[] = []
    const wire = { send: (bytes: Uint8Array) => void sent.push(bytes) }
    const admission = letIn(ticket())
    expect(sendPicture(admission, picture, wire)).toBeUndefined()
    expect(sendPicture(admission, { ...picture, camera: cameraId(2) }, wire)?.code).toBe('ticket-camera')
    // Whoever makes one up by a cast has none.
    expect(sendPicture({} as Admission, picture, wire)?.code).toBe('view-ended')
    door.revoke({ session: aHash() })
    expect(sendPicture(admission, picture, wire)?.code).toBe('view-ended')
    expect(sent).toHaveLength(1)
  })
})

interface Payload {
  id: string
  open: { session: string }
}
const payloadOf = ({ receipt }: Ticket) =>
  JSON.parse(Buffer.from(receipt.split('.')[0] ?? '', 'base64url').toString()) as Payload
const idOf = (given: Ticket) => payloadOf(given).id
const aHash = () => payloadOf(ticket()).open.session
