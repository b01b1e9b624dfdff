// The light of a place: sun, sky, hills on the horizon, haze. Day is a clear morning; dusk is a quarter of an hour
// after sunset, after rain. Light is linear and without unit; `exposure` makes a picture of it.

import { cloudy, hash, noise } from './random.ts'
import { type Vec, unit } from './vector.ts'

export type Light = 'day' | 'dusk'

export interface Atmosphere {
  light: Light
  /** Towards the sun. */
  sun: Vec
  sunColour: Vec
  /** What a shaded wall gets from everywhere. */
  ambient: Vec
  haze: Vec
  hazeMetres: number
  exposure: number
  /** How wet the ground is, 0 to 1. */
  wet: number
  /** Light that has bounced more than once, as a share of the ambient. */
  bounce: number
  sky(dx: number, dy: number, dz: number): Vec
}

export interface Outlook {
  /** Degrees, clockwise from north. */
  sunAzimuth: number
  sunHeight: number
  glowAzimuth: number
  hills: number
  bounce?: number
  exposure?: number
}

const degrees = (d: number) => (d * Math.PI) / 180

export function atmosphereOf(light: Light, outlook: Outlook): Atmosphere {
  const azimuth = degrees(outlook.sunAzimuth)
  const height = degrees(outlook.sunHeight)
  const sun = unit([Math.sin(azimuth) * Math.cos(height), Math.sin(height), Math.cos(azimuth) * Math.cos(height)])
  const glow = degrees(outlook.glowAzimuth)
  const day = light === 'day'
  return {
    light,
    sun,
    sunColour: day ? [4.6, 3.9, 2.9] : [0, 0, 0],
    ambient: day ? [0.62, 0.74, 0.95] : [0.16, 0.17, 0.25],
    haze: day ? [0.66, 0.78, 0.92] : [0.22, 0.2, 0.25],
    hazeMetres: day ? 420 : 300,
    exposure: (day ? 0.62 : 1.25) * (outlook.exposure ?? 1),
    wet: day ? 0 : 1,
    bounce: outlook.bounce ?? 0.5,
    sky: day
      ? (dx, dy, dz) => daySky(dx, dy, dz, sun, outlook.hills)
      : (dx, dy, dz) => duskSky(dx, dy, dz, glow, outlook.hills),
  }
}

function ridge(azimuth: number, hills: number, layer: number): number {
  const a = azimuth * 2.2 + layer * 17 + hills * 5
  const tall = layer === 0 ? 0.15 : 0.06
  return tall * (0.35 + 0.95 * cloudy(a, layer + hills)) + 0.012 * noise(a * 14, layer)
}

function daySky(dx: number, dy: number, dz: number, sun: Vec, hills: number): Vec {
  const azimuth = Math.atan2(dx, dz)
  const near = ridge(azimuth, hills, 1)
  const far = ridge(azimuth, hills, 0)
  if (dy < near) {
    const t = 0.75 + 0.5 * cloudy(azimuth * 60, dy * 90)
    return [0.2 * t + 0.05, 0.27 * t + 0.06, 0.2 * t + 0.12]
  }
  if (dy < far) {
    // Gullies run down the slope: noise that is stretched along the height.
    const t = 0.8 + 0.4 * cloudy(azimuth * 40 + dy * 14, dy * 16)
    return [0.33 * t + 0.04, 0.4 * t + 0.05, 0.47 * t + 0.1]
  }
  const up = Math.min(1, Math.max(0, dy) * 1.5)
  const k = Math.pow(up, 0.55)
  const cloud = dy > 0.02 ? cloudy((dx / (dy + 0.25)) * 1.3 + 3, (dz / (dy + 0.25)) * 1.3) : 0
  const c = Math.max(0, Math.min(1, (cloud - 0.5) * 3.6)) * 0.75
  const toSun = Math.max(0, dx * sun[0] + dy * sun[1] + dz * sun[2])
  const warm = Math.pow(toSun, 6) * 0.35
  const r = 0.86 + (0.2 - 0.86) * k + warm
  const g = 0.97 + (0.44 - 0.97) * k + warm * 0.8
  const b = 1.08 + (0.98 - 1.08) * k + warm * 0.5
  return [r + (1.25 - r) * c, g + (1.24 - g) * c, b + (1.22 - b) * c]
}

function duskSky(dx: number, dy: number, dz: number, glow: number, hills: number): Vec {
  const azimuth = Math.atan2(dx, dz)
  const facing = 0.5 + 0.5 * Math.cos(azimuth - glow)
  const near = ridge(azimuth, hills, 1)
  if (dy < near) {
    const lights = hash(Math.floor(azimuth * 420), Math.floor(dy * 420))
    if (lights > 0.972 && dy < near * 0.75) return [1.1, 0.7, 0.32]
    return [0.045 + 0.015 * facing, 0.05, 0.072]
  }
  if (dy < ridge(azimuth, hills, 0)) {
    const t = 0.85 + 0.3 * cloudy(azimuth * 40 + dy * 14, dy * 16)
    return [(0.1 + 0.035 * facing) * t, (0.1 + 0.015 * facing) * t, 0.155 * t]
  }
  const k = Math.pow(Math.min(1, Math.max(0, dy) * 1.35), 0.6)
  const f = facing * facing
  const r0 = 0.32 + 0.95 * f
  const g0 = 0.28 + 0.4 * f
  const b0 = 0.4 - 0.16 * f
  const cloud = dy > 0.02 ? cloudy((dx / (dy + 0.2)) * 1.2 + 8, (dz / (dy + 0.2)) * 2.2) : 0
  const c = Math.max(0, Math.min(1, (cloud - 0.48) * 3.2)) * (1 - k * 0.6)
  const r = r0 + (0.075 - r0) * k
  const g = g0 + (0.1 - g0) * k
  const b = b0 + (0.26 - b0) * k
  return [r + c * (0.1 + 0.4 * f), g + c * (0.03 + 0.08 * f), b + c * 0.04]
}
