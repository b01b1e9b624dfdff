// The tables of db/schema.sql as kysely sees them. What each column means is written there.

import type { Generated, JSONColumnType } from 'kysely'

type Json = JSONColumnType<object>

export interface FactColumns {
  kind: string
  subject: string
  happened_at: number
  entered_at: number
  body: Json
}

interface PersonsTable {
  id: string
  login: string
  name: string
  roles: string[]
  password_hash: string
  is_disabled: boolean
  version: number
  made_at: number
}

interface SessionsTable {
  hash: Buffer
  person: string
  made_at: number
  last_seen_at: number
  ends_at: number
}

interface ViewsTable {
  id: string
  person: string
  session: Buffer
  act: string
  cameras: string[]
  recorders: string[]
  mode: string
  purpose: string
  incident: string | null
  from_at: number | null
  to_at: number | null
  opened_at: number
  end_by: number
  ended_at: number | null
  ended_why: string | null
}

export interface CamerasTable {
  key: Generated<number>
  id: string
  number: number
  name: string
  host: string
  port: number
  path: string
  username: string | null
  sealed_password: Buffer | null
  sealed_path: Buffer | null
  latitude: number | null
  longitude: number | null
  cone: JSONColumnType<object> | null
  is_recorded: boolean
  retention_hours: number
  retention_bytes_max: number | null
  audio: string
  recorder: string | null
  version: number
  removed_at: number | null
}

export interface SegmentsTable {
  camera_key: number
  start_at: number
  end_at: number
  run: string
  media_ticks: number
  frames: number
  bytes: number
  header_bytes: number
  width: number
  height: number
  codec: string
  codec_string: string
  seal: string
  hash: Buffer
  prev_hash: Buffer
  gops: Buffer
  gap_from: number | null
  gap_cause: string | null
  is_recovered: boolean
  clock_error_ms: number | null
}

interface GapsTable {
  camera_key: number
  from_at: number
  to_at: number | null
  cause: string
}

interface HoldsTable {
  id: string
  camera: string
  from_at: number
  to_at: number
  reason: string
  ends_at: number
  made_by: string
  made_at: number
  ended_at: number | null
}

export interface AlarmsTable {
  id: string
  kind: string
  subject: string
  priority: number
  camera: string | null
  recorder: string | null
  state: string
  raised_at: number
  acknowledged_at: number | null
  acknowledged_by: string | null
  returned_at: number | null
  cause: string
}

export interface Tables {
  outbox: FactColumns & { id: Generated<number> }
  events: FactColumns & { seq: number }
  event_counter: { id: number; last_seq: number }
  settings: { name: string; value: JSONColumnType<object> }
  persons: PersonsTable
  sessions: SessionsTable
  views: ViewsTable
  recorders: { name: string; pictures_port: number; last_seen_at: number }
  recorder_journals: { recorder: string; journal: string; stored_seq: number }
  cameras: CamerasTable
  segments: SegmentsTable
  gaps: GapsTable
  holds: HoldsTable
  alarms: AlarmsTable
  city: { id: number; version: number; document: Json; changed_at: number }
}
