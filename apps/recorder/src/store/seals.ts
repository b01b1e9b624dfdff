// Which seal stage a camera's files get. Real keys come with the key service; until then the cipher's keys live in this
// process only and are good for measuring its cost.

import { randomBytes } from 'node:crypto'
import type { CameraId } from '@sereno/domain/ids'
import { type OpenStage, type SealStage, identityOpen, identitySeal } from '@sereno/fmp4/seal'
import { aesOpenStage, aesSealKey } from '@sereno/fmp4/seal-aes.node'

export interface CameraSeal {
  readonly name: 'identity' | 'aes-256-gcm'
  stage(headerPart: Uint8Array): SealStage
  opener(headerPart: Uint8Array): OpenStage
}

export type SealMaker = (camera: CameraId) => CameraSeal

const identity: CameraSeal = { name: 'identity', stage: () => identitySeal, opener: () => identityOpen }

export function sealMaker(name: 'identity' | 'aes-256-gcm'): SealMaker {
  if (name === 'identity') return () => identity
  const seals = new Map<CameraId, CameraSeal>()
  return (camera) => {
    const known = seals.get(camera)
    if (known) return known
    const bytes = randomBytes(32)
    const key = aesSealKey(bytes)
    const seal: CameraSeal = {
      name,
      stage: (header) => key.forSegment(header),
      opener: (header) => aesOpenStage(bytes, header),
    }
    seals.set(camera, seal)
    return seal
  }
}
