// A frame's number burnt into the picture: a strip that a program reads back after compression and scaling, and digits
// for people. Pure arithmetic over pixels, so that a browser can use it too. It says nothing about time.
//
// The strip: 24 blocks along the top left. Block 0 white and 1 black show that there is a strip and how bright it is;
// 18 blocks are the number, highest bit first; 4 are its check. A white edge on black keeps the scenery away.

export const FRAME_NUMBER_MAX = 2 ** 18 - 1 // 4 h 51 min at 15 frames a second

const BLOCKS = 24
const NUMBER_BITS = 18
/** Shares of the picture: block width by width, heights by height. 12 px at 960x540, 8 px at 640x360. */
const BLOCK_WIDTH = 1 / 80
const BLOCK_HEIGHT = 1 / 45
const LEFT = 1 / 80
const TOP = 1 / 45
/** Less than this between white and black (of 255) is scenery, not a strip. */
const CONTRAST_MIN = 70
/** A block must be this far from grey, as a share of the contrast (0.5 is pure black or white). */
const BLOCK_CLEAR_MIN = 0.25

/** The part of a canvas context that drawing needs: a browser's or ours. */
export interface FrameNumberPen {
  fillStyle: unknown
  font: string
  textBaseline: unknown
  textAlign: unknown
  fillRect(x: number, y: number, w: number, h: number): void
  fillText(text: string, x: number, y: number): void
}

function checkOf(n: number): number {
  let check = 0b1010
  for (let k = 0; k < NUMBER_BITS; k += 4) check ^= (n >> k) & 15
  // Four bits let one damage in sixteen pass, and a few single blocks among them: the clear black or white that each
  // block must show is the first guard, this sum the second.
  return (check + (n % 13)) & 15
}

function blocksOf(n: number): boolean[] {
  const word = n * 16 + checkOf(n)
  const bits = Array.from(
    { length: NUMBER_BITS + 4 },
    (_, k) => Math.floor(word / 2 ** (NUMBER_BITS + 3 - k)) % 2 === 1,
  )
  return [true, false, ...bits]
}

/** Draws strip and digits; refuses numbers that do not fit by throwing, since a wrong number is worse than none. */
export function drawFrameNumber(pen: FrameNumberPen, n: number, width: number, height: number): void {
  if (!Number.isInteger(n) || n < 0 || n > FRAME_NUMBER_MAX) throw new RangeError(`frame number ${n}`)
  const bw = width * BLOCK_WIDTH
  const bh = height * BLOCK_HEIGHT
  const x0 = width * LEFT
  const y0 = height * TOP
  pen.fillStyle = '#000'
  pen.fillRect(x0 - bw / 2, y0 - bh / 2, bw * (BLOCKS + 1) + bw * 7.2, bh * 2)
  blocksOf(n).forEach((white, k) => {
    if (!white) return
    pen.fillStyle = '#fff'
    pen.fillRect(x0 + k * bw, y0, bw, bh)
  })
  pen.fillStyle = '#fff'
  pen.font = `bold ${Math.round(bh * 1.35)}px "DejaVu Sans Mono", monospace`
  pen.textBaseline = 'middle'
  pen.textAlign = 'left'
  pen.fillText(String(n).padStart(6, '0'), x0 + bw * (BLOCKS + 0.9), y0 + bh * 0.54)
}

/** The number in a picture of bytes, RGBA or luma alone (told apart by length), or undefined when there is none. */
export function readFrameNumber(
  pixels: Uint8Array | Uint8ClampedArray,
  width: number,
  height: number,
): number | undefined {
  const step = pixels.length >= width * height * 4 ? 4 : 1
  const light = Array.from({ length: BLOCKS }, (_, k) => blockLight(pixels, step, width, height, k))
  const [white, black] = light
  if (white === undefined || black === undefined || white - black < CONTRAST_MIN) return undefined
  const middle = (white + black) / 2
  let word = 0
  for (const value of light.slice(2)) {
    // A block that is neither is damage, and a guess would be a wrong number.
    if (Math.abs(value - middle) < (white - black) * BLOCK_CLEAR_MIN) return undefined
    word = word * 2 + (value > middle ? 1 : 0)
  }
  const n = Math.floor(word / 16)
  return checkOf(n) === word % 16 ? n : undefined
}

function blockLight(
  pixels: Uint8Array | Uint8ClampedArray,
  step: number,
  width: number,
  height: number,
  k: number,
): number {
  const x0 = Math.round(width * (LEFT + BLOCK_WIDTH * (k + 0.28)))
  const x1 = Math.max(x0 + 1, Math.round(width * (LEFT + BLOCK_WIDTH * (k + 0.72))))
  const y0 = Math.round(height * (TOP + BLOCK_HEIGHT * 0.28))
  const y1 = Math.max(y0 + 1, Math.round(height * (TOP + BLOCK_HEIGHT * 0.72)))
  let sum = 0
  for (let y = y0; y < y1; y++)
    for (let x = x0; x < x1; x++) sum += pixels[(y * width + x) * step + (step === 4 ? 1 : 0)] ?? 0
  return sum / ((x1 - x0) * (y1 - y0))
}
