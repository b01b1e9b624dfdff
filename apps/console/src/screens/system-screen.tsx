// How the system itself is: recorders and their disks, how many days fit, and each camera's last picture.

import { type RecorderStatus, systemShape } from '@sereno/contract/system'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ageText, bytesText, number as numberText, spanText, whenText } from '../i18n/format.ts'
import { text } from '../i18n/text.ts'
import { call, sentenceOf } from '../platform/api.ts'
import { useNow } from '../platform/clock.ts'
import { Meter } from '../ui/meter.tsx'
import { Notice } from '../ui/notice.tsx'
import { Facts, Panel } from '../ui/panel.tsx'
import { StateMark } from '../ui/state-mark.tsx'
import { CameraStateLine, useCameras } from '../video/cameras/index.ts'
import styles from './page.module.css'

const REFRESH_MS = 5_000

const systemQuery = queryOptions({
  queryKey: ['system'],
  queryFn: () => call(systemShape, 'GET', '/api/system'),
  refetchInterval: REFRESH_MS,
})

export function SystemScreen() {
  const { data: system, error } = useQuery(systemQuery)
  const now = useNow()
  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <h1>{text('system.title')}</h1>
        {system && (
          <span className={styles.quiet}>
            Sereno {system.version} · {text('system.started', { span: spanText(now - system.startedAt) })} ·{' '}
            {text('system.events', { count: numberText(system.eventSeq) })}
          </span>
        )}
      </div>
      {error && <Notice priority={3}>{sentenceOf(error)}</Notice>}
      <div className={styles.cards}>
        {system?.recorders.map((recorder) => (
          <div key={recorder.recorder} className={styles.card}>
            <RecorderPanel recorder={recorder} now={now} />
          </div>
        ))}
      </div>
      {system?.recorders.length === 0 && <Notice priority={1}>{text('system.no-recorders')}</Notice>}
      <CameraTable now={now} />
    </div>
  )
}

function RecorderPanel({ recorder, now }: { readonly recorder: RecorderStatus; readonly now: number }) {
  const { freeBytes, totalBytes, recordedBytes, bytesPerSecond, daysThatFit, bytesNeeded } = recorder
  const room = freeBytes === undefined ? undefined : freeBytes + (recordedBytes ?? 0)
  const isShort = bytesNeeded !== undefined && room !== undefined && bytesNeeded > room
  return (
    <Panel
      title={text('system.recorder', { name: recorder.recorder })}
      actions={
        <span className={styles.head}>
          <StateMark state={recorder.isConnected ? 'good' : 'trouble'} />
          {text(recorder.isConnected ? 'system.connected' : 'system.away')} · {spanText(now - recorder.since)}
        </span>
      }
    >
      {totalBytes !== undefined && freeBytes !== undefined && (
        <div className={styles.meter}>
          <Meter label={text('system.disk')} share={1 - freeBytes / totalBytes} isBeyond={isShort} />
        </div>
      )}
      <Facts
        rows={[
          [text('system.cameras'), numberText(recorder.cameras)],
          [text('system.disk'), text('system.free-of', { free: bytesText(freeBytes), total: bytesText(totalBytes) })],
          [
            text('system.recorded'),
            `${bytesText(recordedBytes)} · ${text('system.oldest', { when: whenText(recorder.oldestAt, now) })}`,
          ],
          [text('system.rate'), bytesPerSecond === undefined ? '–' : `${bytesText(bytesPerSecond)}/s`],
          [
            text('system.days'),
            daysThatFit === undefined ? '–' : text('system.days-value', { days: numberText(daysThatFit, 1) }),
          ],
          [text('system.needed'), `${bytesText(bytesNeeded)}${isShort ? ` · ${text('system.short')}` : ''}`],
          [
            text('system.queued'),
            `${bytesText(recorder.queuedBytes)} · ${text('system.unsent', { count: numberText(recorder.unsentEvents) })}`,
          ],
        ]}
      />
    </Panel>
  )
}

function CameraTable({ now }: { readonly now: number }) {
  const cameras = useCameras()
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th>{text('holds.camera')}</th>
          <th>{text('cameras.state')}</th>
          <th>{text('camera.last-picture')}</th>
          <th data-number>{text('camera.rate')}</th>
          <th data-number>{text('camera.frame-rate')}</th>
          <th data-number>{text('camera.reconnects')}</th>
          <th data-number>{text('system.lost')}</th>
          <th data-number>{text('system.clock')}</th>
          <th>{text('camera.recorder')}</th>
        </tr>
      </thead>
      <tbody>
        {cameras?.map((camera) => (
          <tr key={camera.id}>
            <td>
              <Link to="/cameras/$number" params={{ number: String(camera.number) }} className={styles.link}>
                <b>{camera.number}</b> {camera.name}
              </Link>
            </td>
            <td>
              <CameraStateLine state={camera.state} now={now} />
            </td>
            <td>{ageText(camera.state.lastPictureAt, now)}</td>
            <td data-number>{numberText(camera.state.bitrateKbps)} kbit/s</td>
            <td data-number>{numberText(camera.state.frameRate, 1)}</td>
            <td data-number>{numberText(camera.state.reconnects)}</td>
            <td data-number>{numberText(camera.state.framesLost)}</td>
            <td data-number>
              {camera.state.clockErrorMs === undefined ? '–' : `${numberText(camera.state.clockErrorMs)} ms`}
            </td>
            <td>{camera.recorder ?? '–'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
