// The timeline as a control: wheel and + − zoom, a drag on the ruler moves it, a drag on the track scrubs. Whatever
// moves is drawn outside React; React hears of it when the hand has come to rest.

import type { Timeline } from '@sereno/contract/recordings'
import { type PointerEvent, type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react'
import { frameTime } from '../../i18n/format.ts'
import { text } from '../../i18n/text.ts'
import { serverNow } from '../../platform/clock.ts'
import styles from './timeline-bar.module.css'
import { drawTimeline, heightRem, lanes } from './timeline-drawing.ts'
import { type Scale, around, following, notAllFuture, panned, spanMs, timeAt, zoomed } from './timeline-scale.ts'

export interface TimelineHandle {
  /** The picture moved on: draws the playhead and turns the page when it leaves. */
  readonly setPosition: (at: number) => void
  readonly zoom: (factor: number) => void
  readonly show: (at: number, span: number) => void
}

export interface TimelineBarProps {
  readonly handle: Ref<TimelineHandle>
  readonly timeline: Timeline | undefined
  readonly alarms: readonly { readonly at: number; readonly priority: 1 | 2 | 3 | 4 }[]
  readonly initialAt: number
  readonly initialSpan: number
  readonly markIn: number | undefined
  readonly markOut: number | undefined
  readonly onScrub: (at: number) => void
  readonly onSeek: (at: number) => void
  /** The window came to rest. */
  readonly onScale: (scale: Scale) => void
}

const REST_MS = 120
const WHEEL_FACTOR = 1.25

export function TimelineBar(props: TimelineBarProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [state] = useState(() => new TimelineState(props))
  useEffect(() => {
    const element = canvas.current
    if (!element) return undefined
    state.mount(element)
    return () => state.unmount()
  }, [state])
  useEffect(() => state.update(props))
  useImperativeHandle(props.handle, () => state.handle, [state])
  return (
    <canvas
      ref={canvas}
      className={styles.canvas}
      // A range input can be neither drawn on nor zoomed.
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
      role="slider"
      tabIndex={0}
      aria-label={text('timeline.label')}
      aria-valuemin={0}
      aria-valuenow={Math.round(state.position / 1_000)}
      aria-valuetext={frameTime(state.position)}
      onPointerDown={(event) => state.down(event)}
      onPointerMove={(event) => state.move(event)}
      onPointerUp={(event) => state.up(event)}
      onPointerCancel={(event) => state.up(event)}
      onPointerLeave={() => state.leave()}
    />
  )
}

class TimelineState {
  position: number
  private props: TimelineBarProps
  private scale: Scale
  private canvas: HTMLCanvasElement | undefined
  private observer: ResizeObserver | undefined
  private drag: { kind: 'scrub' | 'pan'; x: number } | undefined
  private frame = 0
  private restTimer: ReturnType<typeof setTimeout> | undefined
  private nowTimer: ReturnType<typeof setInterval> | undefined

  constructor(props: TimelineBarProps) {
    this.props = props
    this.position = props.initialAt
    this.scale = notAllFuture(around(props.initialAt, props.initialSpan, 1_000), serverNow())
  }

  readonly handle: TimelineHandle = {
    setPosition: (at) => {
      this.position = at
      this.canvas?.setAttribute('aria-valuetext', frameTime(at))
      if (!this.drag) this.rescale(following(this.scale, at, serverNow()))
      this.draw()
    },
    zoom: (factor) => {
      const centre = (this.position - this.scale.startMs) / this.scale.msPerPx
      const inside = centre >= 0 && centre <= this.scale.widthPx
      this.rescale(zoomed(this.scale, inside ? centre : this.scale.widthPx / 2, factor))
    },
    show: (at, span) => this.rescale(notAllFuture(around(at, span, this.scale.widthPx), serverNow())),
  }

  mount(canvas: HTMLCanvasElement): void {
    this.canvas = canvas
    // React's own wheel listener is passive and cannot keep the page from scrolling.
    canvas.addEventListener('wheel', this.wheel, { passive: false })
    this.observer = new ResizeObserver(() => this.fit())
    this.observer.observe(canvas)
    this.nowTimer = setInterval(() => this.draw(), 1_000)
    this.fit()
  }

  unmount(): void {
    this.canvas?.removeEventListener('wheel', this.wheel)
    this.observer?.disconnect()
    clearInterval(this.nowTimer)
    clearTimeout(this.restTimer)
    cancelAnimationFrame(this.frame)
    this.canvas = undefined
  }

  update(props: TimelineBarProps): void {
    this.props = props
    this.draw()
  }

  draw(): void {
    cancelAnimationFrame(this.frame)
    this.frame = requestAnimationFrame(() => {
      if (!this.canvas) return
      const { timeline, alarms, markIn, markOut } = this.props
      drawTimeline(this.canvas, {
        scale: this.scale,
        timeline,
        alarms,
        markIn,
        markOut,
        now: serverNow(),
        position: this.position,
        causeWord: (cause) => text(`cause.${cause}`),
        words: {
          now: text('timeline.now'),
          hold: text('timeline.hold'),
          in: text('timeline.in'),
          out: text('timeline.out'),
        },
      })
    })
  }

  down(event: PointerEvent<HTMLCanvasElement>): void {
    if (event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    const rem = event.currentTarget.clientHeight / heightRem
    this.drag = { kind: event.nativeEvent.offsetY < lanes.ruler * rem ? 'pan' : 'scrub', x: event.nativeEvent.offsetX }
    if (this.drag.kind === 'scrub') this.scrub(event.nativeEvent.offsetX)
  }

  move(event: PointerEvent<HTMLCanvasElement>): void {
    const x = event.nativeEvent.offsetX
    if (!this.drag) return
    if (this.drag.kind === 'pan') {
      this.rescale(panned(this.scale, this.drag.x - x))
      this.drag.x = x
    } else this.scrub(x)
  }

  up(event: PointerEvent<HTMLCanvasElement>): void {
    if (!this.drag) return
    const { kind } = this.drag
    this.drag = undefined
    event.currentTarget.releasePointerCapture(event.pointerId)
    if (kind === 'scrub') this.props.onSeek(this.position)
  }

  leave(): void {
    this.draw()
  }

  private scrub(x: number): void {
    const at = Math.min(timeAt(this.scale, x), serverNow())
    this.position = at
    this.draw()
    this.props.onScrub(at)
  }

  private readonly wheel = (event: WheelEvent): void => {
    event.preventDefault()
    if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY))
      return this.rescale(panned(this.scale, event.deltaX || event.deltaY))
    this.rescale(zoomed(this.scale, event.offsetX, event.deltaY > 0 ? WHEEL_FACTOR : 1 / WHEEL_FACTOR))
  }

  private fit(): void {
    const widthPx = this.canvas?.clientWidth ?? 0
    if (widthPx === 0 || widthPx === this.scale.widthPx) return
    this.rescale(around(this.scale.startMs + spanMs(this.scale) / 2, spanMs(this.scale), widthPx))
  }

  private rescale(scale: Scale): void {
    if (scale === this.scale) return
    this.scale = scale
    this.draw()
    clearTimeout(this.restTimer)
    this.restTimer = setTimeout(() => this.props.onScale(scale), REST_MS)
  }
}
