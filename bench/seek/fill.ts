// Thirty days of a thousand cameras: one recorded hour under hard links, and one row of the index for each file. Every
// path and every row is real; only the pictures repeat, and their burnt-in number counts through the hour.

import { copyFileSync, linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Segment } from '@sereno/contract/recorder-events'
import type { CameraId, RunId } from '@sereno/domain/ids'
import { instant } from '@sereno/domain/instant'
import { hourFolder, utcDay } from '@sereno/domain/video/recordings/segment-path'
import { describeFormat } from '@sereno/fmp4/format'
import { isProblem } from '@sereno/fmp4/problem'
import { Client } from 'pg'
import { GopBuilder } from '../../apps/recorder/src/ingest/gop.ts'
import { realFiles } from '../../apps/recorder/src/store/files.ts'
import { OpenSegment } from '../../apps/recorder/src/store/open-segment.ts'
import { sealMaker } from '../../apps/recorder/src/store/seals.ts'
import { accessUnits, isParameterSet, nalType, nalUnits } from '../../apps/sim/src/annex-b.ts'
import { type Clip } from '../harness/clips.ts'
import { cameraId } from '../harness/recorder.ts'

export const HOUR_MS = 3_600_000
const SLOT_MS = 600_000
/** ext4 takes 65,000 links to a file. */
const LINKS_MAX = 60_000

export interface Template {
  readonly slot: number
  readonly path: string
  readonly row: Segment
}

/** The recorded hour, in files of ten minutes, written by the recorder's own writer. */
export async function recordHour(folder: string, clip: Clip, startAt: number): Promise<Template[]> {
  const units = accessUnits(nalUnits(readFileSync(clip.path)), 'h264')
  const sets = units[0]?.nals ?? []
  const format = describeFormat({
    codec: 'h264',
    sps: sets.filter((nal) => nalType(nal, 'h264') === 7),
    pps: sets.filter((nal) => nalType(nal, 'h264') === 8),
  })
  if (isProblem(format)) throw new Error(`clip: ${format.problem}`)
  const seal = sealMaker('identity')(cameraId(1) as CameraId)
  const frameMs = 1_000 / clip.fps
  const perSlot = SLOT_MS / frameMs
  const templates: Template[] = []
  let prevHash = '0'.repeat(64)
  for (let slot = 0; slot * perSlot < units.length; slot++) {
    const slotAt = startAt + slot * SLOT_MS
    const path = join(folder, `template-${slot}.mp4`)
    const header = {
      v: 1,
      camera: cameraId(1) as CameraId,
      run: 'run-0000000000' as RunId,
      startAt: instant(slotAt),
      seal: 'identity',
    } as const
    const file = await realFiles.create(path)
    let segment: OpenSegment | undefined
    const builder = new GopBuilder()
    const write = async (raw: ReturnType<GopBuilder['end']>) => {
      if (!raw) return
      const first = raw.startTicks / 90
      const gop = {
        ...raw,
        run: header.run,
        format,
        startAt: startAt + first,
        endAt: startAt + raw.endTicks / 90,
        generation: 0,
        cameraClockErrorMs: undefined,
      }
      segment ??= await OpenSegment.begin(file, { header, first: gop, seal })
      await segment.write(gop, segment.gops.length + 1, 0)
    }
    for (let index = slot * perSlot; index < Math.min(units.length, (slot + 1) * perSlot); index++) {
      const unit = units[index]
      if (!unit) break
      const kept = unit.nals.filter((nal) => !isParameterSet(nal, 'h264'))
      await write(
        builder.push({
          sample: sampleOf(kept),
          nalUnits: kept,
          ticks: Math.round(index * frameMs * 90),
          isKeyframe: unit.keyframe,
          arrivedMs: index * frameMs,
        }),
      )
    }
    await write(builder.end())
    if (!segment) throw new Error('an empty slot')
    const row = await segment.finish(prevHash)
    await file.close()
    prevHash = row.hash
    templates.push({ slot, path, row })
  }
  return templates
}

function sampleOf(nals: readonly Buffer[]): Uint8Array {
  return Buffer.concat(
    nals.flatMap((nal) => {
      const length = Buffer.alloc(4)
      length.writeUInt32BE(nal.length)
      return [length, nal]
    }),
  )
}

/** Hard links for every camera and hour; answers how many files there are then. */
export function linkHours(
  recordings: string,
  templates: readonly Template[],
  cameras: number,
  firstHour: number,
  hours: number,
): number {
  const copies = mkdtempSync(join(recordings, '..', 'templates-'))
  let links = LINKS_MAX
  let set: string[] = []
  let files = 0
  for (let camera = 1; camera <= cameras; camera++)
    for (let hour = 0; hour < hours; hour++) {
      if (links >= LINKS_MAX) {
        set = templates.map(({ path, slot }) => {
          const copy = join(copies, `${camera}-${hour}-${slot}.mp4`)
          copyFileSync(path, copy)
          return copy
        })
        links = 0
      }
      const at = firstHour + hour * HOUR_MS
      const folder = join(recordings, hourFolder(cameraId(camera) as CameraId, instant(at)))
      mkdirSync(folder, { recursive: true })
      for (const [slot, copy] of set.entries()) linkSync(copy, join(folder, `${at + slot * SLOT_MS}.mp4`))
      links++
      files += set.length
    }
  rmSync(copies, { recursive: true })
  return files
}

/** The rows of the same files, each with its table of GOPs; and the cameras, which are not recorded any more. */
export async function fillIndex(
  socketDir: string,
  templates: readonly Template[],
  cameras: number,
  firstHour: number,
  hours: number,
): Promise<number> {
  const client = new Client({ host: socketDir, user: 'sereno', database: 'sereno' })
  await client.connect()
  try {
    await client.query(
      `insert into cameras (id, number, name, host, port, path, is_recorded, retention_hours, audio, recorder, version)
       select 'cam-' || lpad(n::text, 10, '0'), n, 'Bench ' || n, '127.0.0.1', 9, '/none', false, 8000, 'left-out', 'rec-1', 1
       from generate_series(1, $1::int) n`,
      [cameras],
    )
    for (
      let day = Math.floor(firstHour / 86_400_000) * 86_400_000;
      day <= firstHour + hours * HOUR_MS;
      day += 86_400_000
    ) {
      const name = `segments_p${utcDay(instant(day)).replaceAll('-', '')}`
      await client.query(
        `create table if not exists ${name} partition of segments for values from (${day}) to (${day + 86_400_000})`,
      )
    }
    await client.query('create temp table template (slot int, row jsonb, hash bytea, prev bytea, gops bytea)')
    for (const { slot, row } of templates)
      await client.query('insert into template values ($1, $2, decode($3, $4), decode($5, $4), decode($6, $7))', [
        slot,
        JSON.stringify(row),
        row.hash,
        'hex',
        row.prevHash,
        row.gops,
        'base64',
      ])
    // A day at a time: one transaction of 5 GB would keep as much of the write-ahead log.
    for (let hour = 0; hour < hours; hour += 24)
      await client.query(
        `insert into segments (camera_key, start_at, end_at, run, media_ticks, frames, bytes, header_bytes, width, height, codec, codec_string, seal, hash, prev_hash, gops, is_recovered)
         select c.key, a.at, a.at + (row->>'endAt')::bigint - (row->>'startAt')::bigint, row->>'run', (row->>'mediaDurationTicks')::bigint, (row->>'frames')::bigint,
           (row->>'bytes')::bigint, (row->>'headerBytes')::bigint, (row->>'width')::int, (row->>'height')::int, row->>'codec', row->>'codecString', row->>'seal', hash, prev, gops, false
         from cameras c cross join generate_series($1::bigint, $2::bigint, ${HOUR_MS}) h cross join template t cross join lateral (select h + t.slot * ${SLOT_MS}::bigint as at) a`,
        [firstHour + hour * HOUR_MS, firstHour + (Math.min(hours, hour + 24) - 1) * HOUR_MS],
      )
    await client.query('analyze segments')
    const { rows } = await client.query<{ count: string }>('select count(*) from segments')
    return Number(rows[0]?.count ?? 0)
  } finally {
    await client.end()
  }
}
