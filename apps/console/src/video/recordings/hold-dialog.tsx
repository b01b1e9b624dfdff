// Keeps a stretch of one camera beyond its hours: which stretch, why, and until when. Nothing is held without an end.

import { HOLD_REASON_LENGTH_MAX } from '@sereno/contract/recordings'
import type { CameraId } from '@sereno/domain/ids'
import { useState } from 'react'
import { bytesText, number as numberText, spanText, whenText } from '../../i18n/format.ts'
import { text } from '../../i18n/text.ts'
import { sentenceOf } from '../../platform/api.ts'
import { serverNow } from '../../platform/clock.ts'
import { useKeptLine } from '../../platform/kept-text.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Facts } from '../../ui/panel.tsx'
import { makeHold } from './recordings.ts'

export interface HoldDialogProps {
  readonly camera: { readonly id: CameraId; readonly number: number; readonly name: string }
  readonly from: number
  readonly to: number
  readonly bitrateKbps: number | undefined
  readonly onClose: () => void
  readonly onMade: () => void
}

const DAY = 86_400_000
const DAYS_DEFAULT = '30'
/** Where the reason is kept when the dialog is left: marks are often set anew in the middle of it. */
const REASON = 'hold-reason'

export function HoldDialog({ camera, from, to, bitrateKbps, onClose, onMade }: HoldDialogProps) {
  const [reason, setReason] = useKeptLine(REASON)
  const [days, setDays] = useState(DAYS_DEFAULT)
  const [problem, setProblem] = useState<string>()
  const count = /^\d{1,4}$/.test(days) ? Number(days) : 0
  const why = reason.trim().length < 3 ? text('hold.needs-reason') : count < 1 ? text('hold.needs-end') : undefined
  const endsAt = Math.round(serverNow() + count * DAY)
  const save = async (): Promise<void> => {
    if (why !== undefined) return
    try {
      await makeHold({ camera: camera.id, from: Math.round(from), to: Math.round(to), reason: reason.trim(), endsAt })
      setReason('')
      onMade()
    } catch (error) {
      setProblem(sentenceOf(error))
    }
  }
  return (
    <Dialog
      title={text('hold.title', { number: camera.number, name: camera.name })}
      isOpen
      onClose={onClose}
      onConfirm={() => void save()}
      closeWord={text('hold.cancel')}
      actions={
        <Button kind="main" why={why} onPress={() => void save()}>
          {text('hold.make')}
        </Button>
      }
    >
      <Facts
        rows={[
          [text('hold.from'), whenText(from, serverNow())],
          [text('hold.to'), whenText(to, serverNow())],
          [
            text('hold.length'),
            `${spanText(to - from)}${bitrateKbps === undefined ? '' : ` · ${bytesText(((to - from) / 1_000) * bitrateKbps * 125)}`}`,
          ],
        ]}
      />
      <Field
        label={text('hold.reason')}
        value={reason}
        onChange={setReason}
        lengthMax={HOLD_REASON_LENGTH_MAX}
        takesFocus
      />
      <Field
        label={text('hold.days')}
        value={days}
        onChange={setDays}
        unit={text('hold.days-unit')}
        hint={
          count > 0 ? text('hold.ends', { when: whenText(endsAt, serverNow()), days: numberText(count) }) : undefined
        }
      />
      {problem && <Notice priority={3}>{problem}</Notice>}
    </Dialog>
  )
}
