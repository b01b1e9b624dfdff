// The row of buttons under the picture, and the gaps of the window in words.

import type { Timeline } from '@sereno/contract/recordings'
import { spanText, whenText } from '../i18n/format.ts'
import { text } from '../i18n/text.ts'
import { serverNow } from '../platform/clock.ts'
import { Button } from '../ui/button.tsx'
import { ChoiceBar } from '../ui/choice-bar.tsx'
import { Icon } from '../ui/icon.tsx'
import { KeyCap } from '../ui/key-cap.tsx'
import type { Scale } from '../video/recordings/index.ts'
import { keyWord } from './help-dialog.tsx'
import styles from './playback-parts.module.css'

const MINUTE = 60_000
const spans = [
  { value: 30 * 1_440 * MINUTE, word: '30 d' },
  { value: 1_440 * MINUTE, word: '24 h' },
  { value: 60 * MINUTE, word: '1 h' },
  { value: 10 * MINUTE, word: '10 min' },
  { value: 10_000, word: '10 s' },
] as const

export interface PlaybackToolsProps {
  readonly actions: {
    readonly pause: () => void
    readonly backward: () => void
    readonly forward: () => void
    readonly frameBack: () => void
    readonly frameOn: () => void
    readonly live: () => void
    readonly markIn: () => void
    readonly markOut: () => void
    readonly hold: () => void
    readonly still: () => void
  }
  readonly isPlaying: boolean
  readonly markIn: number | undefined
  readonly markOut: number | undefined
  readonly whyNoHold: string | undefined
  readonly onShow: (spanMs: number) => void
  readonly onClearMarks: () => void
}

export function PlaybackTools({
  actions,
  isPlaying,
  markIn,
  markOut,
  whyNoHold,
  onShow,
  onClearMarks,
}: PlaybackToolsProps) {
  const hasMarks = markIn !== undefined || markOut !== undefined
  return (
    <div className={styles.tools}>
      <Button kind="quiet" shortcut="J" onPress={actions.backward} label={text('key.backward')}>
        <Icon name="left" />
      </Button>
      <Button kind="quiet" shortcut={keyWord('Espacio')} onPress={actions.pause}>
        <Icon name={isPlaying ? 'pause' : 'play'} />
        {text(isPlaying ? 'playback.pause' : 'playback.play')}
      </Button>
      <Button kind="quiet" shortcut="L" onPress={actions.forward} label={text('key.forward')}>
        <Icon name="right" />
      </Button>
      <span className={styles.frames}>
        <Button kind="quiet" shortcut="," onPress={actions.frameBack} label={text('key.frame-back')}>
          <Icon name="left" size="small" />
        </Button>
        {text('playback.frame')}
        <Button kind="quiet" onPress={actions.frameOn} label={text('key.frame-on')}>
          <Icon name="right" size="small" />
        </Button>
        <KeyCap>.</KeyCap>
      </span>
      <span className={styles.gap} />
      <ChoiceBar label={text('playback.window')} value={-1} choices={spans} onChoose={onShow} />
      <span className={styles.gap} />
      <Button kind="quiet" shortcut="I" onPress={actions.markIn}>
        {text('playback.in')}
      </Button>
      <Button kind="quiet" shortcut="O" onPress={actions.markOut}>
        {text('playback.out')}
      </Button>
      {hasMarks && (
        <Button kind="quiet" onPress={onClearMarks}>
          {text('playback.clear-marks')}
        </Button>
      )}
      {hasMarks && (
        <Button shortcut="R" why={whyNoHold} onPress={actions.hold}>
          {text('playback.hold')}
        </Button>
      )}
      <Button kind="quiet" shortcut="S" onPress={actions.still}>
        {text('playback.still')}
      </Button>
    </div>
  )
}

export interface GapListProps {
  readonly timeline: Timeline | undefined
  readonly scale: Scale | undefined
  readonly onSeek: (at: number) => void
}

/** At most so many; the rest are counted. */
const GAPS_SHOWN_MAX = 3

/** What the hatching says, for those who cannot see it or have not zoomed in far enough. */
export function GapList({ timeline, scale, onSeek }: GapListProps) {
  const now = serverNow()
  const end = scale ? scale.startMs + scale.widthPx * scale.msPerPx : 0
  const gaps = (timeline?.gaps ?? [])
    .filter((gap) => scale && gap.from < Math.min(end, now) && (gap.to ?? now) > scale.startMs)
    .sort((a, b) => b.from - a.from)
  if (!timeline) return <p className={styles.gaps}>{text('loading')}</p>
  return (
    <ul className={styles.gaps} aria-label={text('playback.gaps')}>
      {gaps.length === 0 && <li>{text('playback.no-gaps')}</li>}
      {gaps.slice(0, GAPS_SHOWN_MAX).map((gap) => (
        <li key={gap.from}>
          <button type="button" className={styles.jump} onClick={() => onSeek(gap.to ?? gap.from)}>
            {text('playback.gap-line', {
              from: whenText(gap.from, now),
              span: spanText((gap.to ?? now) - gap.from),
              cause: text(`cause.${gap.cause}`),
            })}
          </button>
        </li>
      ))}
      {gaps.length > GAPS_SHOWN_MAX && <li>{text('playback.more-gaps', { count: gaps.length - GAPS_SHOWN_MAX })}</li>}
    </ul>
  )
}
