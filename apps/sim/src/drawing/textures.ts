// What walls, ground and cloth are made of: the only drawing code that places share. Each is a pure function of metres
// along a patch, so that it is as sharp as the picture can hold, and no image file is needed.

import { createCanvas } from '@napi-rs/canvas'

import { paint } from './colour.ts'
import { cloudy, hash, noise } from './random.ts'
import type { Sample, Surface } from './scene.ts'
import type { Vec } from './vector.ts'

function put(s: Sample, c: Vec, k = 1): void {
  s.r = c[0] * k
  s.g = c[1] * k
  s.b = c[2] * k
}

/** Even paint with a little life in it. */
export function painted(hex: string, more: { gloss?: number; uneven?: number } = {}): Surface {
  const c = paint(hex)
  const uneven = more.uneven ?? 0.08
  return (a, b, s) => {
    put(s, c, 1 - uneven + uneven * 2 * noise(a * 1.7, b * 1.7))
    s.gloss = more.gloss ?? 0
    s.rough = 0.05
  }
}

/** Lime plaster: stains under the eaves, dirt at the foot. `b` is height. */
export function plaster(hex: string, heightMetres = 6): Surface {
  const c = paint(hex)
  return (a, b, s) => {
    const streak = cloudy(a * 3.2, b * 0.35)
    const stain = 0.78 + 0.34 * streak
    const foot = 1 - 0.3 * Math.max(0, 1 - b / 0.7) * (0.5 + noise(a * 2, 4))
    const eaves = 1 - 0.16 * Math.max(0, 1 - (heightMetres - b) / 0.8) * (0.4 + streak)
    put(s, c, stain * foot * eaves * (0.96 + 0.08 * noise(a * 9, b * 9)))
  }
}

export function brick(hex: string): Surface {
  const c = paint(hex)
  const joint = paint('#b5a996')
  return (a, b, s) => {
    const row = Math.floor(b / 0.085)
    const along = a + (row % 2) * 0.13
    const column = Math.floor(along / 0.26)
    const inJoint = b - row * 0.085 < 0.014 || along - column * 0.26 < 0.014
    if (inJoint) put(s, joint, 0.6 + 0.25 * noise(a * 3, b * 3))
    else put(s, c, (0.68 + 0.5 * hash(column, row)) * (0.8 + 0.35 * cloudy(a * 0.8, b * 0.8)))
  }
}

/** Worn asphalt: patches, a fine grain, oil; puddles when `wet`. */
export function asphalt(wet: number): Surface {
  return (a, b, s) => {
    const worn = cloudy(a * 0.35, b * 0.35)
    const grain = noise(a * 22, b * 22)
    const seam = Math.abs(noise(a * 0.24 + 5, b * 0.24) - 0.5) < 0.006 ? 0.72 : 1
    const k = (0.058 + 0.05 * worn + 0.018 * grain) * seam * (1 - 0.5 * wet)
    s.r = k * 1.02
    s.g = k
    s.b = k * 0.99
    puddles(a, b, wet, s)
  }
}

function puddles(a: number, b: number, wet: number, s: Sample): void {
  if (wet === 0) return
  const deep = Math.max(0, Math.min(1, (cloudy(a * 0.33 + 30, b * 0.33) - 0.5) * 7))
  s.gloss = wet * (0.3 + 0.7 * deep)
  s.rough = 0.11 * (1 - deep) + 0.012
}

/** Square stones of `size` metres with joints, in one or two colours laid as a draughtboard. */
export function paving(hex: string, size: number, wet: number, second = hex): Surface {
  const one = paint(hex)
  const two = paint(second)
  return (a, b, s) => {
    const x = Math.floor(a / size)
    const y = Math.floor(b / size)
    const edge = Math.min(a - x * size, b - y * size)
    const dirt = 0.78 + 0.35 * cloudy(a * 0.5, b * 0.5)
    const c = (x + y) % 2 === 0 ? one : two
    put(s, c, edge < 0.025 ? 0.55 * dirt : dirt * (0.88 + 0.22 * hash(x, y)) * (1 - 0.35 * wet))
    puddles(a + 40, b, wet * 0.8, s)
  }
}

export function concrete(hex = '#a3a19a'): Surface {
  const c = paint(hex)
  return (a, b, s) => {
    const board = Math.abs(b / 1.2 - Math.round(b / 1.2)) < 0.008 || Math.abs(a / 2.4 - Math.round(a / 2.4)) < 0.005
    put(s, c, (0.7 + 0.42 * cloudy(a * 0.7, b * 0.25)) * (board ? 0.7 : 1) * (0.95 + 0.1 * noise(a * 12, b * 12)))
  }
}

/** Glazed wall tiles; the second colour makes bands of the rows that `band` names. */
export function tiles(
  hex: string,
  size: number,
  bandHex: string,
  band: (row: number, column: number) => boolean,
): Surface {
  const c = paint(hex)
  const other = paint(bandHex)
  return (a, b, s) => {
    const x = Math.floor(a / size)
    const y = Math.floor(b / size)
    const joint = a - x * size < 0.012 || b - y * size < 0.012
    put(s, band(y, x) ? other : c, joint ? 0.5 : (0.85 + 0.2 * hash(x, y)) * (0.8 + 0.3 * cloudy(a * 0.5, b * 0.9)))
    s.gloss = joint ? 0 : 0.25
    s.rough = 0.06
  }
}

export function planks(hex: string, width: number): Surface {
  const c = paint(hex)
  return (a, b, s) => {
    const board = Math.floor(a / width)
    const gap = a - board * width < width * 0.06
    put(s, c, gap ? 0.35 : (0.7 + 0.4 * hash(board, 3)) * (0.8 + 0.35 * noise(a * 40, b * 1.5 + board)))
  }
}

/** Corrugated sheet with some rust. */
export function sheet(hex: string, rust = 0.2): Surface {
  const c = paint(hex)
  const brown = paint('#8a4b26')
  return (a, b, s) => {
    const wave = 0.82 + 0.25 * Math.sin(a * 42)
    const k = Math.max(0, Math.min(1, (cloudy(a * 0.6, b * 0.5) - (1 - rust * 1.6)) * 5))
    s.r = (c[0] + (brown[0] - c[0]) * k) * wave
    s.g = (c[1] + (brown[1] - c[1]) * k) * wave
    s.b = (c[2] + (brown[2] - c[2]) * k) * wave
  }
}

/** Roof tiles, running down along `b`. */
export function rooftiles(hex = '#a4573a'): Surface {
  const c = paint(hex)
  return (a, b, s) => {
    const row = Math.floor(b / 0.33)
    const column = Math.floor(a / 0.2)
    const round = 0.6 + 0.5 * Math.sin(((a / 0.2) % 1) * Math.PI)
    put(s, c, round * (0.65 + 0.5 * hash(column, row)) * ((b / 0.33) % 1 < 0.12 ? 0.6 : 1))
  }
}

export function stripes(hexes: readonly string[], width: number, glow = 0): Surface {
  const colours = hexes.map(paint)
  return (a, b, s) => {
    const c = colours[Math.floor(a / width) % colours.length]
    if (!c) return
    const fold = 0.86 + 0.2 * noise(a * 1.1, b * 0.6)
    put(s, c, fold)
    s.er = c[0] * glow * fold
    s.eg = c[1] * glow * fold
    s.eb = c[2] * glow * fold
  }
}

export function grass(hex = '#5d7a35'): Surface {
  const c = paint(hex)
  const dry = paint('#a39a5c')
  return (a, b, s) => {
    const k = Math.max(0, cloudy(a * 0.5, b * 0.5) - 0.45) * 1.4
    const blade = 0.6 + 0.7 * noise(a * 16, b * 16)
    s.r = (c[0] + (dry[0] - c[0]) * k) * blade
    s.g = (c[1] + (dry[1] - c[1]) * k) * blade
    s.b = (c[2] + (dry[2] - c[2]) * k) * blade
  }
}

/** Shades for leaves, dark to light. */
export function foliage(dark: string, light: string, steps = 6): Surface[] {
  const p = paint(dark)
  const q = paint(light)
  return Array.from({ length: steps }, (_, k) => {
    const f = k / (steps - 1)
    const c: Vec = [p[0] + (q[0] - p[0]) * f, p[1] + (q[1] - p[1]) * f, p[2] + (q[2] - p[2]) * f]
    return (_a: number, _b: number, s: Sample) => put(s, c)
  })
}

/** A window pane; lit from behind by `glow` with the shadow of a curtain, else dark and mirroring the sky. */
export function pane(glow: Vec | undefined, seed: number): Surface {
  return (a, b, s) => {
    s.r = 0.02
    s.g = 0.024
    s.b = 0.03
    s.gloss = glow ? 0.25 : 0.75
    s.rough = 0.015
    if (!glow) return
    const curtain = hash(seed, 1) < 0.6 ? 0.55 + 0.45 * Math.abs(Math.sin(a * 9 + seed)) : 1
    const room = (0.55 + 0.5 * noise(a * 2 + seed, b * 2)) * curtain
    s.er = glow[0] * room
    s.eg = glow[1] * room
    s.eb = glow[2] * room
  }
}

/** Light itself: the face of a lamp. */
export function glowing(colour: Vec): Surface {
  return (_a, _b, s) => {
    put(s, [0.6, 0.6, 0.6])
    s.er = colour[0]
    s.eg = colour[1]
    s.eb = colour[2]
  }
}

const SIGN_PIXELS_PER_METRE = 90

type Pen = ReturnType<ReturnType<typeof createCanvas>['getContext']>

/** A board that is drawn once with a canvas; `b` is height, so the picture is turned over. */
export function drawn(
  width: number,
  height: number,
  glow: number,
  draw: (pen: Pen, w: number, h: number) => void,
): Surface {
  const w = Math.max(8, Math.round(width * SIGN_PIXELS_PER_METRE))
  const h = Math.max(8, Math.round(height * SIGN_PIXELS_PER_METRE))
  const canvas = createCanvas(w, h)
  const pen = canvas.getContext('2d')
  draw(pen, w, h)
  const bytes = pen.getImageData(0, 0, w, h).data
  const light = Float64Array.from({ length: 256 }, (_, k) => Math.pow(k / 255, 2.2))
  return (a, b, s) => {
    const x = Math.max(0, Math.min(w - 1, Math.floor((a / width) * w)))
    const y = Math.max(0, Math.min(h - 1, Math.floor((1 - b / height) * h)))
    const at = (y * w + x) * 4
    s.r = light[bytes[at]!]!
    s.g = light[bytes[at + 1]!]!
    s.b = light[bytes[at + 2]!]!
    s.er = s.r * glow
    s.eg = s.g * glow
    s.eb = s.b * glow
  }
}

/** A sign with invented words on it. */
export function sign(text: string, width: number, height: number, ground: string, ink: string, glow = 0): Surface {
  return drawn(width, height, glow, (pen, w, h) => {
    pen.fillStyle = ground
    pen.fillRect(0, 0, w, h)
    pen.strokeStyle = ink
    pen.lineWidth = h * 0.04
    pen.strokeRect(h * 0.07, h * 0.07, w - h * 0.14, h - h * 0.14)
    pen.fillStyle = ink
    pen.textAlign = 'center'
    pen.textBaseline = 'middle'
    let size = h * 0.62
    pen.font = `bold ${size}px "DejaVu Sans Condensed", sans-serif`
    const room = w - h * 0.4
    size = Math.min(size, (size * room) / pen.measureText(text).width)
    pen.font = `bold ${size}px "DejaVu Sans Condensed", sans-serif`
    pen.fillText(text, w / 2, h * 0.53)
  })
}
