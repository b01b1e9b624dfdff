// Figures for Prometheus, read when somebody asks: nothing is counted twice and nothing costs while nobody looks.

import { Gauge, Registry } from 'prom-client'
import type { Recorder } from './recorder.ts'

type Reading = readonly (readonly [labels: Record<string, string>, value: number])[]

export function recorderMetrics(recorder: Recorder): () => Promise<{ type: string; text: string }> {
  const registry = new Registry()
  const gauge = (name: string, help: string, read: () => Reading, labelNames: string[] = []): void => {
    // It registers itself; `this` is the gauge when it is asked.
    const made: Gauge = new Gauge({
      name,
      help,
      labelNames,
      registers: [registry],
      collect: () => {
        made.reset()
        for (const [labels, value] of read()) made.set(labels, value)
      },
    })
  }
  const perCamera =
    (value: (camera: ReturnType<Recorder['cameraFigures']>[number]) => number | undefined) => (): Reading =>
      recorder.cameraFigures().flatMap((camera) => {
        const figure = value(camera)
        return figure === undefined ? [] : [[{ camera: camera.id }, figure] as const]
      })
  const label = ['camera']
  gauge(
    'sereno_camera_last_picture_age_seconds',
    'Since the last picture came',
    perCamera((each) => each.pictureAgeSeconds),
    label,
  )
  gauge(
    'sereno_camera_bitrate_kbps',
    'Over the last seconds',
    perCamera((each) => each.bitrateKbps),
    label,
  )
  gauge(
    'sereno_camera_reconnects',
    'Runs begun anew since the start',
    perCamera((each) => each.reconnects),
    label,
  )
  gauge(
    'sereno_camera_dropped_gops',
    'GOPs lost for want of room since the start',
    perCamera((each) => each.drops),
    label,
  )
  gauge(
    'sereno_camera_frames_lost',
    'Frames lost on the way since the start',
    perCamera((each) => each.framesLost),
    label,
  )
  const one = (name: string, help: string, read: () => number): void => gauge(name, help, () => [[{}, read()]])
  const figures = () => recorder.figures()
  one('sereno_recorder_queue_bytes', 'Waiting for the disk', () => figures().queuedBytes)
  one('sereno_recorder_unsent_events', 'Not yet taken over by the server', () => figures().unsentEvents)
  one('sereno_recorder_forgotten_events', 'Left out for want of room since the start', () => figures().forgottenEvents)
  one('sereno_recorder_recorded_bytes', 'On disk, open files included', () => figures().recordedBytes)
  one('sereno_recorder_disk_free_bytes', 'As the file system says', () => figures().freeBytes)
  one('sereno_recorder_disk_obstructed', '1 while nothing may be written', () => figures().isObstructed)
  one('sereno_recorder_views', 'Open views', () => figures().views)
  one('sereno_recorder_memory_bytes', 'Resident', () => process.memoryUsage.rss())
  return async () => ({ type: registry.contentType, text: await registry.metrics() })
}
