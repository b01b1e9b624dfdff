// What is kept beyond its hours: which stretch, why, by whom, until when.

import type { Hold } from '@sereno/contract/recordings'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { spanText, whenText } from '../i18n/format.ts'
import { text } from '../i18n/text.ts'
import { sentenceOf } from '../platform/api.ts'
import { useNow } from '../platform/clock.ts'
import { useWhyNot } from '../trust/login/index.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Notice } from '../ui/notice.tsx'
import { useCameraById } from '../video/cameras/index.ts'
import { endHold, holdsQuery, reloadHolds } from '../video/recordings/index.ts'
import styles from './page.module.css'

export function HoldsScreen() {
  const client = useQueryClient()
  const { data: holds, error } = useQuery(holdsQuery)
  const byId = useCameraById()
  const now = useNow()
  const whyNot = useWhyNot()('holds.change')
  const [ending, setEnding] = useState<Hold>()
  const [problem, setProblem] = useState<string>()
  const end = async (hold: Hold): Promise<void> => {
    setEnding(undefined)
    try {
      await endHold(hold.id)
    } catch (thrown) {
      setProblem(sentenceOf(thrown))
    }
    await reloadHolds(client)
  }
  const shown = (holds ?? []).toSorted((a, b) => Number(isOver(a, now)) - Number(isOver(b, now)) || b.madeAt - a.madeAt)
  return (
    <div className={styles.page}>
      <h1>{text('holds.title')}</h1>
      <p className={styles.quiet}>{text('holds.text')}</p>
      {(problem ?? error) && <Notice priority={3}>{problem ?? sentenceOf(error)}</Notice>}
      {holds?.length === 0 && <Notice>{text('holds.none')}</Notice>}
      {shown.length > 0 && (
        <table className={styles.table}>
          <thead>
            <tr>
              <th>{text('holds.camera')}</th>
              <th>{text('hold.from')}</th>
              <th>{text('hold.length')}</th>
              <th>{text('hold.reason')}</th>
              <th>{text('holds.by')}</th>
              <th>{text('holds.until')}</th>
              <th aria-label={text('hold.end')} />
            </tr>
          </thead>
          <tbody>
            {shown.map((hold) => {
              const camera = byId.get(hold.camera)
              return (
                <tr key={hold.id} data-quiet={isOver(hold, now) || undefined}>
                  <td>
                    {camera ? (
                      <Link
                        to="/playback"
                        search={{ camera: String(camera.number), at: new Date(hold.from).toISOString() }}
                        className={styles.link}
                      >
                        {camera.number} {camera.name}
                      </Link>
                    ) : (
                      hold.camera
                    )}
                  </td>
                  <td>{whenText(hold.from, now)}</td>
                  <td>{spanText(hold.to - hold.from)}</td>
                  <td>{hold.reason}</td>
                  <td>{hold.madeBy}</td>
                  <td>
                    {hold.endedAt === null
                      ? whenText(hold.endsAt, now)
                      : text('holds.ended', { when: whenText(hold.endedAt, now) })}
                  </td>
                  <td>
                    {!isOver(hold, now) && (
                      <Button kind="quiet" why={whyNot} onPress={() => setEnding(hold)}>
                        {text('hold.end')}
                      </Button>
                    )}
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      )}
      {ending && (
        <Dialog
          title={text('hold.end-title')}
          isOpen
          onClose={() => setEnding(undefined)}
          closeWord={text('hold.end-not')}
          actions={
            <Button kind="grave" onPress={() => void end(ending)}>
              {text('hold.end')}
            </Button>
          }
        >
          <p>{text('hold.end-text', { from: whenText(ending.from, now), reason: ending.reason })}</p>
        </Dialog>
      )}
    </div>
  )
}

function isOver(hold: Hold, now: number): boolean {
  return hold.endedAt !== null || hold.endsAt <= now
}
