// The form of one camera while it is typed into. Somebody else's change of the same camera goes into the fields that
// were not touched here and is named; what was typed stays, also over another screen or a reload.

import type { Camera } from '@sereno/contract/cameras'
import { useState } from 'react'
import { z } from 'zod'
import { keepText, keptText } from '../../platform/kept-text.ts'
import { type CameraDraft, type DraftField, draftOf, draftShape, emptyDraft, mergeDraft } from './camera-draft.ts'

interface Typed {
  readonly version: number
  /** As it was stored when it was last looked at. */
  readonly base: CameraDraft
  readonly draft: CameraDraft
  /** What somebody else has changed under the hand. */
  readonly foreign: readonly DraftField[]
  readonly isFromBefore: boolean
}

export interface EditedCamera extends Typed {
  readonly isSame: boolean
  readonly change: (draft: CameraDraft) => void
  /** Our own change was stored, or is given up: the form shows this camera. */
  readonly show: (camera: Camera) => void
}

const keptShape = z.object({ version: z.int(), base: draftShape, draft: draftShape })
const fresh = (camera: Camera): Typed => ({
  version: camera.version,
  base: draftOf(camera),
  draft: draftOf(camera),
  foreign: [],
  isFromBefore: false,
})

function begin(camera: Camera): Typed {
  const kept = keptText(camera.id, keptShape)
  return kept ? { ...follow({ ...kept, foreign: [] }, camera), isFromBefore: true } : fresh(camera)
}

function follow(typed: Omit<Typed, 'isFromBefore'>, camera: Camera): Typed {
  if (isAlike(typed.draft, typed.base)) return fresh(camera)
  const stored = draftOf(camera)
  const { draft, foreign } = mergeDraft(typed.base, typed.draft, stored)
  const named = [...new Set([...typed.foreign, ...foreign])]
  return { version: camera.version, base: stored, draft, foreign: named, isFromBefore: false }
}

const isAlike = (a: CameraDraft, b: CameraDraft): boolean => JSON.stringify(a) === JSON.stringify(b)

export function useCameraDraft(camera: Camera): EditedCamera {
  const [typed, setTyped] = useState(() => begin(camera))
  // An older one is the list that has not yet heard of what we stored ourselves.
  if (camera.version > typed.version) setTyped(follow(typed, camera))
  const isSame = isAlike(typed.draft, typed.base)
  return {
    ...typed,
    isSame,
    change: (draft) => {
      const { version, base } = typed
      const kept = { version, base, draft: { ...draft, password: '' } }
      keepText(camera.id, isAlike(kept.draft, base) ? undefined : kept)
      setTyped({ ...typed, draft })
    },
    show: (stored) => {
      keepText(camera.id, undefined)
      setTyped(fresh(stored))
    },
  }
}

const NEW = 'new-camera'

/** The same for a camera that does not exist yet. */
export function useNewCameraDraft(): {
  draft: CameraDraft
  isFromBefore: boolean
  change: (draft: CameraDraft) => void
  forget: () => void
} {
  const [before] = useState(() => keptText(NEW, draftShape))
  const [draft, setDraft] = useState(before ?? emptyDraft)
  const [isFromBefore, setFromBefore] = useState(before !== undefined)
  return {
    draft,
    isFromBefore,
    change: (next) => {
      const kept = { ...next, password: '' }
      keepText(NEW, isAlike(kept, emptyDraft) ? undefined : kept)
      setDraft(next)
    },
    forget: () => {
      keepText(NEW, undefined)
      setDraft(emptyDraft)
      setFromBefore(false)
    },
  }
}
