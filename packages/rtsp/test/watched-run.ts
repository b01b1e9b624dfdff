// Runs against a fake camera and keeps everything that the run says.

import type { AccessUnit, RtspFailure, RtspRun, RtspRunOptions, SenderReport } from '../src/run.ts'
import { startRtspRun } from '../src/run.ts'

export class WatchedRun {
  readonly units: AccessUnit[] = []
  readonly reports: SenderReport[] = []
  readonly ends: RtspFailure[] = []
  readonly run: RtspRun
  readonly ended: Promise<RtspFailure>
  readonly #waiting: { count: number; resolve: () => void }[] = []

  constructor(options: Partial<RtspRunOptions> & { url: string }) {
    const { promise, resolve } = Promise.withResolvers<RtspFailure>()
    this.ended = promise
    this.run = startRtspRun(
      { audio: 'left-out', ...options },
      {
        onAccessUnit: (unit) => {
          this.units.push(unit)
          for (const waiting of this.#waiting) if (this.units.length >= waiting.count) waiting.resolve()
        },
        onSenderReport: (report) => this.reports.push(report),
        onEnd: (failure) => {
          this.ends.push(failure)
          resolve(failure)
        },
      },
    )
  }

  async pictures(count: number): Promise<void> {
    if (this.units.length >= count) return
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#waiting.push({ count, resolve })
    await promise
  }
}
