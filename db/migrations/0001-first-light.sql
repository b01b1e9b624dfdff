-- The first tables. Why each is as it is: db/schema.sql.

create table outbox (
  id bigint generated always as identity primary key,
  kind text not null,
  subject text not null,
  happened_at bigint not null,
  entered_at bigint not null,
  body jsonb not null
);

create table events (
  seq bigint primary key,
  kind text not null,
  subject text not null,
  happened_at bigint not null,
  entered_at bigint not null,
  body jsonb not null
);
create index events_entered_at on events (entered_at);

create table event_counter (
  id integer primary key check (id = 1),
  last_seq bigint not null
);

create table settings (
  name text primary key,
  value jsonb not null
);

create table persons (
  id text primary key,
  login text not null unique,
  name text not null,
  roles text[] not null,
  password_hash text not null,
  is_disabled boolean not null,
  version bigint not null,
  made_at bigint not null
);

create table sessions (
  hash bytea primary key,
  person text not null references persons (id),
  made_at bigint not null,
  last_seen_at bigint not null,
  ends_at bigint not null
);
create index sessions_person on sessions (person);
create index sessions_ends_at on sessions (ends_at);

create table views (
  id text primary key,
  person text not null references persons (id),
  session bytea not null,
  act text not null,
  cameras text[] not null,
  recorders text[] not null,
  mode text not null,
  purpose text not null,
  incident text,
  from_at bigint,
  to_at bigint,
  opened_at bigint not null,
  end_by bigint not null,
  ended_at bigint,
  ended_why text
);
create index views_session on views (session) where ended_at is null;
create index views_opened_at on views (opened_at);

create table recorders (
  name text primary key,
  pictures_port integer not null,
  last_seen_at bigint not null
);

create table recorder_journals (
  recorder text not null,
  journal text not null,
  stored_seq bigint not null,
  primary key (recorder, journal)
);

create table cameras (
  key integer generated always as identity primary key,
  id text not null unique,
  number integer not null,
  name text not null,
  host text not null,
  port integer not null,
  path text not null,
  username text,
  sealed_password bytea,
  latitude double precision,
  longitude double precision,
  cone jsonb,
  is_recorded boolean not null,
  retention_hours integer not null,
  retention_bytes_max bigint,
  audio text not null,
  recorder text,
  version bigint not null,
  removed_at bigint
);
create unique index cameras_number on cameras (number) where removed_at is null;

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
  gops bytea not null,
  gap_from bigint,
  gap_cause text,
  is_recovered boolean not null,
  clock_error_ms double precision,

  primary key (camera_key, start_at) include (end_at)
) partition by range (start_at);
create table segments_elsewhere partition of segments default;

create table gaps (
  camera_key integer not null,
  from_at bigint not null,
  to_at bigint,
  cause text not null,
  primary key (camera_key, from_at)
);
create index gaps_to_at on gaps (to_at);
create index gaps_open on gaps (camera_key) where to_at is null;

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

create table alarms (
  id text primary key,
  kind text not null,
  subject text not null,
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
create unique index alarms_condition on alarms (kind, subject) where state <> 'cleared';
create index alarms_raised_at on alarms (raised_at);

create table city (
  id integer primary key check (id = 1),
  version bigint not null,
  document jsonb not null,
  changed_at bigint not null
);

insert into event_counter (id, last_seq) values (1, 0);
insert into settings (name, value) values ('recorder-settings-version', '0');
