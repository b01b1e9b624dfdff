// Makes the damaged sessions from the two whole ones, which were recorded from Debian's GStreamer RTSP server. Each file is all that
// a camera sends on one connection. Run by hand when a new kind of damage is wanted: node packages/rtsp/fuzz/make-corpus.ts

import { readFileSync, writeFileSync } from 'node:fs'

function path(name: string): URL {
  return new URL(name, import.meta.url)
}

const whole = readFileSync(path('h264-whole.bin'))
const text = whole.toString('latin1')
/** Where pictures begin: behind the answer to PLAY. */
const play = text.indexOf('\r\n\r\n', text.indexOf('RTP-Info')) + 4
const dialogue = text.slice(0, play)

const packets: Buffer[] = []
for (let at = play; at + 4 <= whole.length; at += 4 + whole.readUInt16BE(at + 2)) {
  packets.push(Buffer.from(whole.subarray(at, at + 4 + whole.readUInt16BE(at + 2))))
}

function session(changedDialogue: string, changedPackets: readonly Uint8Array[] = packets): Buffer {
  return Buffer.concat([Buffer.from(changedDialogue, 'latin1'), ...changedPackets])
}

/** Every packet copied and changed in place; `index` counts those of the video channel. */
function changed(change: (packet: Buffer, index: number) => void): Buffer[] {
  let index = 0
  return packets.map((packet) => {
    const copy = Buffer.from(packet)
    if (copy[1] === 0) change(copy, index++)
    return copy
  })
}

const middle = Math.floor(packets.length / 2)
export const corpus: Readonly<Record<string, Buffer>> = {
  'cut-in-head': whole.subarray(0, 70),
  'cut-in-sdp': whole.subarray(0, text.indexOf('a=rtpmap')),
  'cut-in-packet': whole.subarray(0, whole.length - 700),
  'garbage-in-the-middle': session(dialogue, packets.toSpliced(middle, 0, Buffer.from([0, 1, 2, 3, 0x24, 0, 0, 4]))),
  'head-without-end': Buffer.from(`RTSP/1.0 200 OK\r\nCSeq: 1\r\nX: ${'y'.repeat(17_000)}`),
  'headers-without-end': Buffer.from(`RTSP/1.0 200 OK\r\nCSeq: 1\r\n${'X: y\r\n'.repeat(70)}\r\n`),
  'content-length-too-short': session(dialogue.replace(/Content-Length: \d+/, 'Content-Length: 100')),
  'content-length-too-long': session(dialogue.replace(/Content-Length: \d+/, 'Content-Length: 1700')),
  'content-length-enormous': session(dialogue.replace(/Content-Length: \d+/, 'Content-Length: 999999999')),
  'content-length-negative': session(dialogue.replace(/Content-Length: \d+/, 'Content-Length: -1')),
  'status-unknown': session(dialogue.replace('200 OK', '999 ?')),
  'login-garbled': Buffer.from(
    'RTSP/1.0 401 Unauthorized\r\nCSeq: 1\r\nWWW-Authenticate: Digest realm="a, nonce=, ===,"\r\nWWW-Authenticate:\r\n\r\n',
  ),
  'sdp-without-video': session(dialogue.replace('m=video', 'm=vidéo')),
  'sdp-control-with-line-break': session(dialogue.replace('a=control:stream=0', 'a=control:a b c d')),
  'transport-udp': session(dialogue.replace('RTP/AVP/TCP;unicast;interleaved=0-1', 'RTP/AVP;unicast;client_port=1-2')),
  'transport-channel-lies': session(dialogue.replace('interleaved=0-1', 'interleaved=0-0')),
  'channels-unknown': session(dialogue.replace('interleaved=0-1', 'interleaved=6-7')),
  'session-garbled': session(dialogue.replace(/Session: \S+/, 'Session: \u0001')),
  'answers-out-of-order': session(dialogue.replace('CSeq: 3', 'CSeq: 4')),
  'packets-reversed': session(dialogue, packets.toReversed()),
  'packets-twice': session(
    dialogue,
    packets.flatMap((packet) => [packet, packet]),
  ),
  'every-third-packet-lost': session(
    dialogue,
    packets.filter((_, index) => index % 3 !== 1),
  ),
  'rtp-version': session(
    dialogue,
    changed((packet) => void packet.writeUInt8(0x40, 4)),
  ),
  'rtp-sources-lie': session(
    dialogue,
    changed((packet, index) => index > 0 && packet.writeUInt8(0x8f, 4)),
  ),
  'rtp-padding-lies': session(
    dialogue,
    changed((packet) => void packet.writeUInt8(0xa0, 4)),
  ),
  'rtp-type-other': session(
    dialogue,
    changed((packet) => void packet.writeUInt8(97, 5)),
  ),
  'time-stands-still': session(
    dialogue,
    changed((packet) => {
      packet[5] = 96
      packet.writeUInt32BE(1, 8)
    }),
  ),
  'time-jumps': session(
    dialogue,
    changed((packet, index) => void packet.writeUInt32BE((index * 0x7fff_fff1) >>> 0, 8)),
  ),
  'aggregate-lies': session(
    dialogue,
    changed((packet) => {
      packet.fill(0xff, 17)
      packet[16] = 24
    }),
  ),
  'fragments-without-start': session(
    dialogue,
    changed((packet) => {
      packet[16] = 0x7c
      packet[17] = 5
    }),
  ),
  'report-lies': session(
    dialogue,
    packets.map((packet) => (packet[1] === 1 ? Buffer.from(packet).fill(0xff, 6, 8) : packet)),
  ),
  noise: Buffer.from(Array.from({ length: 3000 }, (_, index) => (index * index * 31 + 36) & 0xff)),
  'text-noise': Buffer.from('GET / HTTP/1.1\r\nHost: camera\r\n\r\n'.repeat(20)),
}

if (import.meta.main) for (const [name, bytes] of Object.entries(corpus)) writeFileSync(path(`${name}.bin`), bytes)
