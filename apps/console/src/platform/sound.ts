// The seat's sounds, made by Web Audio: no files, one fixed loudness that has no zero. A browser keeps a page silent
// until it is touched; then it is told so, and the first touch opens it.

import { create } from 'zustand'

export type Sound = 'urgent' | 'high' | 'connection-lost' | 'connection-back'

interface Tone {
  readonly atSeconds: number
  readonly seconds: number
  readonly hertz: number
}
const tone = (atSeconds: number, seconds: number, hertz: number): Tone => ({ atSeconds, seconds, hertz })

/** Between 400 and 1,200 Hz, where loudspeakers of desks and ears past fifty are both good. */
export const tones: Readonly<Record<Sound, readonly Tone[]>> = {
  urgent: [tone(0, 0.18, 660), tone(0.25, 0.18, 880), tone(0.5, 0.18, 1_100)],
  high: [tone(0, 0.2, 740), tone(0.35, 0.2, 740)],
  'connection-lost': [tone(0, 0.25, 660), tone(0.3, 0.35, 440)],
  'connection-back': [tone(0, 0.25, 440), tone(0.3, 0.35, 660)],
}
const LOUDNESS = 0.5
/** A tone that begins or ends at once clicks. */
const EDGE_SECONDS = 0.012

interface SoundState {
  /** Until then nothing sounds, by somebody's will. */
  readonly mutedUntil: number
  readonly isBlocked: boolean
}
export const useSound = create<SoundState>(() => ({ mutedUntil: 0, isBlocked: false }))

let context: AudioContext | undefined

function open(): AudioContext {
  if (context) return context
  const made = new AudioContext()
  const look = (): void => useSound.setState({ isBlocked: made.state === 'suspended' })
  made.addEventListener('statechange', look)
  const touch = (): void => {
    if (made.state === 'suspended') void made.resume()
  }
  addEventListener('pointerdown', touch)
  addEventListener('keydown', touch)
  look()
  context = made
  return made
}

/** Plays it after `delaySeconds`; a suspended page plays nothing later than it was meant. */
export function play(sound: Sound, delaySeconds = 0): void {
  const audio = open()
  if (audio.state !== 'running') return
  for (const { atSeconds, seconds, hertz } of tones[sound]) {
    const from = audio.currentTime + delaySeconds + atSeconds
    const source = new OscillatorNode(audio, { type: 'triangle', frequency: hertz })
    const volume = new GainNode(audio, { gain: 0 })
    volume.gain.setValueAtTime(0, from)
    volume.gain.linearRampToValueAtTime(LOUDNESS, from + EDGE_SECONDS)
    volume.gain.setValueAtTime(LOUDNESS, from + seconds - EDGE_SECONDS)
    volume.gain.linearRampToValueAtTime(0, from + seconds)
    source.connect(volume).connect(audio.destination)
    source.start(from)
    source.stop(from + seconds)
  }
}

/** Each in turn, so that somebody can say whether they heard it. */
export async function tryAllSounds(): Promise<void> {
  await open().resume()
  for (const [at, sound] of (Object.keys(tones) as Sound[]).entries()) play(sound, at * 1.5)
}

export function muteUntil(at: number): void {
  useSound.setState({ mutedUntil: at })
}
