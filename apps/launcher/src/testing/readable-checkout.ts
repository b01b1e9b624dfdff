// The checkout as the service user sees it: itself, or its copy where it lies in a closed folder (/root).
// Tests that run something as nobody take their programs from here.

import { join } from 'node:path'

import { nodeIn, readableTree } from '../checkout-copy.ts'
import { nobody } from '../identity.ts'
import { isRoot } from './temporary-folder.ts'

export const checkout = readableTree(join(import.meta.dirname, '../../../..'), isRoot ? nobody : undefined)
export const node = nodeIn(checkout)
/** A program of this folder. */
export const fixture = (name: string): string => join(checkout, 'apps/launcher/src/testing', name)
