// The bar's word on alarms: each priority that has any, as shape and count. None says so: silence is not a word.

import { text } from '../../i18n/text.ts'
import { AlarmShape } from '../../ui/alarm-shape.tsx'
import styles from './alarm-counts.module.css'
import { type AlarmRow, countAlarms } from './alarms.ts'

export function AlarmCounts({ alarms }: { readonly alarms: readonly AlarmRow[] }) {
  const counts = countAlarms(alarms)
  if (counts.length === 0) return <span className={styles.none}>{text('alarms.none-short')}</span>
  return (
    <span className={styles.counts}>
      {counts.map(({ priority, count, hasUnacknowledged }) => (
        <span key={priority} className={styles.count}>
          <AlarmShape
            priority={priority}
            blinks={priority === 1 && hasUnacknowledged}
            label={text(`alarm.priority.${priority}`)}
          />
          <b>{count}</b>
        </span>
      ))}
    </span>
  )
}
