// The fields of a camera's form, in three groups: what it is, where it stands, how long it is kept.

import { RETENTION_HOURS_DEFAULT } from '@sereno/domain/video/cameras/camera'
import type { ReactNode } from 'react'
import { bytesText, headingText, number } from '../../i18n/format.ts'
import { type WordKey, text } from '../../i18n/text.ts'
import { Checkbox } from '../../ui/checkbox.tsx'
import { Field } from '../../ui/field.tsx'
import { type CameraDraft, type DraftField, readDraft, readNumber } from './camera-draft.ts'
import styles from './camera-fields.module.css'

/** What each field is called, for who speaks of it elsewhere. */
export const fieldWords = {
  url: 'camera.url',
  username: 'camera.username',
  password: 'camera.password',
  number: 'camera.number',
  name: 'camera.name',
  latitude: 'camera.latitude',
  longitude: 'camera.longitude',
  heading: 'camera.heading',
  fieldOfView: 'camera.field-of-view',
  range: 'camera.range',
  isRecorded: 'camera.is-recorded',
  retentionHours: 'camera.retention',
  retentionGigabytes: 'camera.retention-bytes',
} as const satisfies Record<DraftField, WordKey>

export interface FieldsProps {
  readonly draft: CameraDraft
  readonly onChange: (draft: CameraDraft) => void
}

function useField({ draft, onChange }: FieldsProps) {
  const { problems } = readDraft(draft)
  return (field: Exclude<DraftField, 'isRecorded'>) => {
    const problem = problems[field]
    return {
      value: draft[field],
      problem: problem ? text(problem) : undefined,
      onChange: (value: string) => onChange({ ...draft, [field]: value }),
    }
  }
}

export interface CameraFieldsProps extends FieldsProps {
  readonly hasPassword?: boolean
  readonly isNew?: boolean
}

export function CameraFields({ hasPassword = false, isNew = false, ...props }: CameraFieldsProps) {
  const field = useField(props)
  return (
    <div className={styles.group}>
      <Field
        label={text('camera.url')}
        {...field('url')}
        isMono
        takesFocus={isNew}
        placeholder={text('camera.url-example')}
      />
      <div className={styles.pair}>
        <Field label={text('camera.username')} {...field('username')} autoComplete="off" />
        <Field
          label={text('camera.password')}
          {...field('password')}
          type="password"
          autoComplete="new-password"
          placeholder={hasPassword ? text('camera.password-kept') : ''}
        />
      </div>
    </div>
  )
}

export function PlaceFields({ children, ...props }: FieldsProps & { readonly children?: ReactNode }) {
  const field = useField(props)
  const heading = readNumber(props.draft.heading, 0, 360)
  return (
    <div className={styles.group}>
      <div className={styles.pair}>
        <Field label={text('camera.latitude')} {...field('latitude')} isMono />
        <Field label={text('camera.longitude')} {...field('longitude')} isMono />
      </div>
      {children}
      <div className={styles.three}>
        <Field
          label={text('camera.heading')}
          {...field('heading')}
          unit={heading === undefined ? '°' : headingText(heading).replace(/^\S+ /, '° ')}
        />
        <Field label={text('camera.field-of-view')} {...field('fieldOfView')} unit="°" />
        <Field label={text('camera.range')} {...field('range')} unit="m" />
      </div>
    </div>
  )
}

export interface RetentionFieldsProps extends FieldsProps {
  readonly bitrateKbps: number | undefined
}

/** Hours and what they cost on the disk, at the rate that the camera sends now; and where the disk sets the end. */
export function RetentionFields({ bitrateKbps, ...props }: RetentionFieldsProps) {
  const field = useField(props)
  const { retentionHours, retentionBytesMax } = readDraft(props.draft)
  const bytes =
    bitrateKbps === undefined || retentionHours === undefined ? undefined : bitrateKbps * 125 * 3_600 * retentionHours
  const sum =
    bytes === undefined
      ? text('camera.retention-unknown')
      : text('camera.retention-sum', {
          rate: number((bitrateKbps ?? 0) / 1_000, 1),
          hours: number(retentionHours),
          bytes: bytesText(bytes),
        })
  return (
    <div className={styles.group}>
      <Checkbox
        word={text('camera.is-recorded')}
        isChecked={props.draft.isRecorded}
        onChange={(isRecorded) => props.onChange({ ...props.draft, isRecorded })}
      />
      <Field
        label={text('camera.retention')}
        {...field('retentionHours')}
        unit={`h · ${number((retentionHours ?? 0) / 24, 1)} d`}
        hint={props.draft.isRecorded ? sum : text('camera.retention-not')}
      />
      <Field
        label={text('camera.retention-bytes')}
        {...field('retentionGigabytes')}
        unit="GB"
        hint={limitText(retentionBytesMax, bytes, retentionHours)}
      />
      <p className={styles.note}>{text('camera.retention-default', { hours: RETENTION_HOURS_DEFAULT })}</p>
    </div>
  )
}

/** What a limit means in time: `bytes` are those of the hours. */
function limitText(limit: number | undefined, bytes: number | undefined, hours: number | undefined): string {
  if (limit === undefined || bytes === undefined || hours === undefined || limit >= bytes)
    return text('camera.retention-bytes-hint')
  return text('camera.retention-bytes-hours', { hours: number((hours * limit) / bytes, 1) })
}
