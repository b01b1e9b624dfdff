// Where a camera is and how to log in: what was typed, what is stored, and what is sealed of both. A stored password never
// goes to another box than the one that it was stored for.

import type { cameraChangeShape, cameraTestShape } from '@sereno/contract/cameras'
import type { ProbeId } from '@sereno/domain/ids'
import { type Result, accepted, refuse, refused } from '@sereno/domain/refusal'
import { HIDDEN, type ReadAddress, isHidden, readStreamAddress } from '@sereno/domain/video/cameras/camera'
import type { z } from 'zod'
import type { ChangesOf } from '../../platform/db/database.ts'
import type { PasswordSeal } from '../../platform/secrets/password-seal.ts'
import type { ProbeSource } from '../recorders/index.ts'
import type { CameraRow } from './store.ts'

type CameraChange = z.output<typeof cameraChangeShape>
type CameraTest = z.output<typeof cameraTestShape>
type Stored = Pick<CameraRow, 'host' | 'port' | 'path' | 'sealed_path'>

/** An address whose path is the stored one, sealed as it is. */
type Address = ReadAddress & { readonly isStored?: true }

/** What was typed; an address that holds a hidden password is only good where it says what is stored already. */
export function readAddress(url: string, stored: Stored | undefined): Result<Address> {
  const read = readStreamAddress(url)
  if (read.refused || !isHidden(read.value)) return read
  const { host, port, path } = read.value
  const isStored = stored?.sealed_path && host === stored.host && port === stored.port && path === stored.path
  return isStored ? accepted({ ...read.value, isStored }) : refused(refuse('camera-url-hidden', { hidden: HIDDEN }))
}

export function pathColumns(seal: PasswordSeal, id: string, address: Address) {
  const { host, port, path, secretPath, isStored } = address
  const sealed = secretPath === undefined ? null : seal.seal(secretPath, ofPath(id))
  return { host, port, path, ...(!isStored && { sealed_path: sealed }) }
}

// Bound to another name than the password: neither can be put in the other's place.
function ofPath(id: string): string {
  return `${id}/path`
}

/** What was typed in its own fields counts; else what was pasted inside the URL. Empty is none. */
export function loginOf(typed: { username?: string | undefined; password?: string | undefined }, pasted: ReadAddress) {
  const username = typed.username ?? pasted.username
  const password = typed.password ?? pasted.password
  return { username: username === '' ? undefined : username, password: password === '' ? undefined : password }
}

type LoginColumns = Pick<ChangesOf<'cameras'>, 'username' | 'sealed_password'>

export function decideLogin(
  seal: PasswordSeal,
  row: CameraRow,
  change: CameraChange,
  address: ReadAddress | undefined,
): Result<LoginColumns> {
  const password = change.password === undefined ? address?.password : change.password
  const username = change.username === undefined ? address?.username : change.username
  const isElsewhere = address !== undefined && (address.host !== row.host || address.port !== row.port)
  // Else whoever may change a camera could have its password sent to a box of their own.
  if (isElsewhere && password === undefined && row.sealed_password) {
    return refused(refuse('password-needed-again', { host: row.host }))
  }
  const hasPassword = password !== undefined && password !== null && password !== ''
  return accepted({
    ...(username !== undefined && { username: username === '' ? null : username }),
    ...(password !== undefined && { sealed_password: hasPassword ? seal.seal(password, row.id) : null }),
  })
}

/** For a probe: what was typed, and what is stored of the camera where it was left out, sealed anew to the probe's id. */
export function sourceToTest(
  seal: PasswordSeal,
  test: CameraTest,
  row: CameraRow | undefined,
): Result<(probe: ProbeId) => ProbeSource> {
  const address = readAddress(test.url, row)
  if (address.refused) return address
  const { host, port, path, secretPath, isStored } = address.value
  const typed = loginOf(test, address.value)
  const usesStored = typed.password === undefined && row?.sealed_password
  // Else whoever may test a camera could have its password sent to a box of their own.
  if (row && usesStored && (host !== row.host || port !== row.port)) {
    return refused(refuse('password-needed-again', { host: row.host }))
  }
  const stored = row && openStored(seal, row)
  if ((usesStored || isStored) && !stored) return refused(refuse('camera-password-unreadable'))
  const username = usesStored ? (typed.username ?? row?.username ?? undefined) : typed.username
  const password = usesStored ? stored?.password : typed.password
  const wholePath = isStored ? stored?.path : secretPath
  return accepted((probe) => ({
    host,
    port,
    path,
    ...(wholePath !== undefined && { sealedPath: seal.seal(wholePath, ofPath(probe)).toString('base64') }),
    ...(username !== undefined && { username }),
    ...(password !== undefined && { sealedPassword: seal.seal(password, probe).toString('base64') }),
  }))
}

/** Nothing where the key file is another one than that under which they were sealed. */
function openStored(seal: PasswordSeal, row: CameraRow): { password?: string; path?: string } | undefined {
  const { id, sealed_password: password, sealed_path: path } = row
  try {
    return {
      ...(password && { password: seal.open(password, id) }),
      ...(path && { path: seal.open(path, ofPath(id)) }),
    }
  } catch {
    return undefined
  }
}
