// Cuts what a process says into lines. Keeps no more than one line in memory, however long the process makes it.

import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'

// A stack trace in one JSON line has about 4,000 characters; past this nobody reads it, and it could be a runaway.
export const LINE_LENGTH_MAX = 16_384

/** Calls `onLine` for each line, without its newline; what goes past the limit is cut off and marked with an ellipsis. */
export function eachLine(stream: Readable, onLine: (line: string) => void): void {
  const decoder = new StringDecoder('utf8')
  let open = ''
  let isCut = false
  const add = (text: string) => {
    if (open.length + text.length > LINE_LENGTH_MAX) isCut = true
    open = (open + text).slice(0, LINE_LENGTH_MAX)
  }
  const close = () => {
    onLine(isCut ? `${open}…` : open)
    open = ''
    isCut = false
  }
  stream.on('data', (chunk: Buffer) => {
    const [first = '', ...rest] = decoder.write(chunk).split('\n')
    add(first)
    for (const text of rest) {
      close()
      add(text)
    }
  })
  stream.on('end', () => {
    add(decoder.end())
    if (open !== '') close()
  })
  // A pipe that breaks is the end of what is said; how the process ended is told elsewhere.
  stream.on('error', () => {})
}
