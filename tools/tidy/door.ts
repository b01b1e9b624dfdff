// Pictures leave by one door (ARCHITECTURE.md, "A picture's way"). Every place of server and recorder from which bytes can
// leave is listed here; elsewhere there is none, and in these only text is said. It reads text, not types: who names a
// picture `text` gets past it, and no reviewer.

import { type Finding, type Rule, codeOf, importsOf, isCode, isTest } from './tree.ts'

const door = 'apps/recorder/src/door/'
const isOurs = (path: string) => /^apps\/(server|recorder)\/src\//.test(path) && isCode(path) && !isTest(path)

/** Who may hold a socket, and what for. A new way out is a new line here, to be read by whoever looks after the door. */
const waysOut: Record<string, string> = {
  'apps/recorder/src/pictures/listener.ts': '/health and /metrics as text, upgrades of /pictures',
  'apps/recorder/src/pictures/view-wire.ts': 'notices of a view as JSON; its pictures go through sendPicture',
  'apps/recorder/src/pictures/strangers.ts': 'sends nothing: counts connections without a ticket',
  'apps/recorder/src/link/link.ts': 'facts and states to the server as JSON',
  'apps/recorder/src/message-text.ts': 'sends nothing: the type of a message that came',
  'apps/server/src/platform/http/listen.ts': 'opens the port for platform/http',
  'apps/server/src/platform/events/live-socket.ts': 'facts to a console as JSON',
  'apps/server/src/video/recorders/link-socket.ts': 'settings and requests to a recorder as JSON',
}
const sockets = /^(ws|undici|(node:)?(http|https|http2|net|tls|dgram))$/

/** Node has these without an import. */
const globalSocket = /(?<![.\w])fetch\(|\bnew (WebSocket|EventSource)\(/

/** What may follow `send(`, `write(`, `end(`: JSON, a literal, an object for a link that makes JSON of it, nothing, a text. */
const saysText = /^\s*(JSON\.stringify\(|['"`]|\{|\)|text\b|message\)|request\.method === 'HEAD' \? undefined : text\))/
/** Bodies of HTTP answers: JSON, pages and figures, and the console's own files. */
const isHttpBody =
  /^\s*(null\b|JSON\.stringify\(|['"`]|text\b|apiPageStyle\b|await needs\.metrics\.text\(\)|file\.(bytes|gzip)\)|spec\.bodyBytesMax\b)/

/** The wire that the door is handed: what it is given to send has passed the admission by then. */
const wireOfDoor =
  /\bsendPicture\(this\.#admission, picture, \{ send: \(bytes\) => this\.#socket\.send\(bytes\b[^\n]*\}\)/g

const pictureTypes = /['"`](?:(?:video|image|audio)\/|application\/octet-stream|multipart\/)/

export const picturesLeaveByOneDoor: Rule = (tree) =>
  tree
    .filter(({ path }) => isOurs(path) && !path.startsWith(door))
    .flatMap(({ path, text }) => {
      const code = codeOf(text).replace(wireOfDoor, 'sendPicture(this.#admission, picture, wire)')
      return [...socketsHeld(path, code), ...bytesSaid(path, code), ...picturesMade(path, code)]
    })

function socketsHeld(path: string, code: string): Finding[] {
  const held = importsOf(code).find(({ from }) => sockets.test(from))?.from ?? globalSocket.exec(code)?.[0]
  return held !== undefined && waysOut[path] === undefined
    ? [{ path, problem: `a way out that nobody listed (${held}): tools/tidy/door.ts names all of them` }]
    : []
}

function bytesSaid(path: string, code: string): Finding[] {
  const isHttp = path.startsWith('apps/server/src/platform/http/')
  const calls = [...code.matchAll(/\.(send|write|end|body|stream)\(/g)].map(({ 1: method = '', 0: call, index }) => ({
    method,
    rest: code.slice(index + call.length, index + call.length + 120),
  }))
  return calls
    .filter(({ method, rest }) => {
      if (method === 'send') return !saysText.test(rest)
      if (method === 'body') return !isHttpBody.test(rest)
      if (method === 'stream') return isHttp
      return waysOut[path] !== undefined && !saysText.test(rest)
    })
    .map(({ method, rest }) => ({
      path,
      problem: `${method}(${rest.split('\n')[0]}: only the door sends anything but text, by sendPicture(admission, bytes)`,
    }))
}

function picturesMade(path: string, code: string): Finding[] {
  const findings: Finding[] = []
  if (/\bas\s+(?:\w+\s+as\s+)*Admission\b/.test(code))
    findings.push({ path, problem: 'makes an Admission: only the door does' })
  // The console's own icons are no pictures of a camera.
  const isConsole = path === 'apps/server/src/platform/http/console-files.ts'
  if (!isConsole && pictureTypes.test(code))
    findings.push({ path, problem: 'answers with a picture outside the door: use sendPicture(admission, bytes)' })
  if (/\bpackPicture\b/.test(code)) findings.push({ path, problem: 'packs a picture for a socket outside the door' })
  if (/\bnew Response\(/.test(code) && !path.startsWith('apps/server/src/platform/http/'))
    findings.push({ path, problem: 'answers past platform/http' })
  return findings
}
