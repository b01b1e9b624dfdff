-- What Sereno keeps in PostgreSQL (15 or newer), annotated. Nothing runs this file: db/migrations makes the tables, and
-- a test proves that they come to what is written here. Times are bigint milliseconds UTC. Portable SQL only: declarative
-- partitions, btree; no extension, exclusion constraint, trigger or enumerated type.

-- ── The order of facts ──────────────────────────────────────────────────────────────────────────────────────────

-- One row for each migration that ran. A number that the code does not know means: the database is newer, do not touch.
create table schema_migrations (
  number integer primary key,
  name text not null,
  hash bytea not null, -- SHA-256 of the file: a migration that was edited after it ran is refused
  applied_at bigint not null
);

-- Facts that handlers wrote in the transaction of their rows, not yet numbered. Nearly always empty.
create table outbox (
  id bigint generated always as identity primary key, -- order within a transaction; across them it has holes and lies
  kind text not null,
  subject text not null,
  happened_at bigint not null, -- as told by whoever saw it
  entered_at bigint not null, -- when the server stored it
  body jsonb not null
);

-- The event log. The sequencer moves outbox rows here in commit order and gives the number, which has no holes.
create table events (
  seq bigint primary key,
  kind text not null,
  subject text not null,
  happened_at bigint not null,
  entered_at bigint not null,
  body jsonb not null
);
-- For the deletion of what is too old.
create index events_entered_at on events (entered_at);

-- One row: the last number given. Not max(seq): old events are deleted, and a number is never given twice.
create table event_counter (
  id integer primary key check (id = 1),
  last_seq bigint not null
);

-- Small things that have one value: the version of the recorders' settings, the hash of the welcome link's token.
create table settings (
  name text primary key,
  value jsonb not null
);

-- ── Trust ───────────────────────────────────────────────────────────────────────────────────────────────────────

create table persons (
  id text primary key,
  login text not null unique,
  name text not null,
  roles text[] not null, -- names of packages/domain/src/trust/people/roles.ts
  password_hash text not null, -- scrypt$N$r$p$salt$hash
  is_disabled boolean not null,
  version bigint not null,
  made_at bigint not null
);

-- Logins. The cookie itself is nowhere: only its SHA-256.
create table sessions (
  hash bytea primary key,
  person text not null references persons (id),
  made_at bigint not null,
  last_seen_at bigint not null, -- moved at most once a minute
  ends_at bigint not null -- whatever is done until then
);
create index sessions_person on sessions (person);
create index sessions_ends_at on sessions (ends_at);

-- Who opened which cameras, for what, until when. Written before the receipt is given out.
create table views (
  id text primary key,
  person text not null references persons (id),
  session bytea not null, -- hash; the session itself may be gone
  act text not null,
  cameras text[] not null, -- ids of cameras, or of one probe
  recorders text[] not null, -- who must be told when it ends early
  mode text not null,
  purpose text not null,
  incident text,
  from_at bigint,
  to_at bigint,
  opened_at bigint not null,
  end_by bigint not null,
  ended_at bigint, -- null: it runs, or ran out at end_by
  ended_why text
);
create index views_session on views (session) where ended_at is null;
create index views_opened_at on views (opened_at);

-- ── Video ───────────────────────────────────────────────────────────────────────────────────────────────────────

-- A recorder is known from its first hello on, so that its absence after a restart of the server is noticed.
create table recorders (
  name text primary key,
  pictures_port integer not null,
  last_seen_at bigint not null
);

-- How far each journal has been taken over. A new disk has a new journal.
create table recorder_journals (
  recorder text not null,
  journal text not null,
  stored_seq bigint not null,
  primary key (recorder, journal)
);

create table cameras (
  key integer generated always as identity primary key, -- 4 bytes instead of 14 in millions of index rows
  id text not null unique,
  number integer not null,
  name text not null,
  host text not null,
  port integer not null,
  path text not null, -- as it may be shown: passwords in it are hidden
  username text,
  sealed_password bytea, -- nonce, AES-256-GCM, tag under secrets/camera-passwords.key, which is not in here
  sealed_path bytea, -- the whole path, where it holds a password
  latitude double precision,
  longitude double precision,
  cone jsonb,
  is_recorded boolean not null,
  retention_hours integer not null,
  retention_bytes_max bigint,
  audio text not null,
  recorder text,
  version bigint not null,
  removed_at bigint -- its recordings stay until their time is over, so the row does too
);
create unique index cameras_number on cameras (number) where removed_at is null;

-- The index of recordings: one row for each closed file. Daily partitions, made ahead, dropped when empty and old;
-- a time outside them (a recorder whose clock is wrong by years) goes to segments_elsewhere.
-- No foreign key to cameras: it would cost a look-up for each of 4.3 million rows a month and says nothing new.
create table segments (
  camera_key integer not null,
  start_at bigint not null,
  end_at bigint not null,
  run text not null,
  media_ticks bigint not null,
  frames bigint not null,
  bytes bigint not null,
  header_bytes bigint not null,
  width integer not null,
  height integer not null,
  codec text not null,
  codec_string text not null,
  seal text not null,
  hash bytea not null,
  prev_hash bytea not null,
  gops bytea not null, -- packed, at most 5 bytes a GOP
  gap_from bigint, -- the gap just before it, as its file tells
  gap_cause text,
  is_recovered boolean not null,
  clock_error_ms double precision,
  -- end_at inside, so that a month's timeline of one camera never leaves the index.
  primary key (camera_key, start_at) include (end_at)
) partition by range (start_at);
create table segments_elsewhere partition of segments default;

-- Time without a recording, and why. to_at null: it lasts.
create table gaps (
  camera_key integer not null,
  from_at bigint not null,
  to_at bigint,
  cause text not null,
  primary key (camera_key, from_at)
);
create index gaps_to_at on gaps (to_at);
-- A new recording closes what an earlier one left open.
create index gaps_open on gaps (camera_key) where to_at is null;

-- Recordings that outlive their retention. ended_at: somebody ended it before its time.
create table holds (
  id text primary key,
  camera text not null references cameras (id),
  from_at bigint not null,
  to_at bigint not null,
  reason text not null,
  ends_at bigint not null,
  made_by text not null references persons (id),
  made_at bigint not null,
  ended_at bigint
);
create index holds_camera on holds (camera);

-- ── Centre ──────────────────────────────────────────────────────────────────────────────────────────────────────

create table alarms (
  id text primary key,
  kind text not null,
  subject text not null, -- id of the camera, or name of the recorder
  priority integer not null,
  camera text,
  recorder text,
  state text not null,
  raised_at bigint not null,
  acknowledged_at bigint,
  acknowledged_by text,
  returned_at bigint,
  cause text not null
);
-- One condition has one alarm, however often it is reported.
create unique index alarms_condition on alarms (kind, subject) where state <> 'cleared';
create index alarms_raised_at on alarms (raised_at);

-- ── City ────────────────────────────────────────────────────────────────────────────────────────────────────────

-- One row: streets, blocks and places as one document.
create table city (
  id integer primary key check (id = 1),
  version bigint not null,
  document jsonb not null,
  changed_at bigint not null
);
