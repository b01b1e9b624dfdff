-- A path that holds a password (?user=…&password=…) is sealed like one; `path` keeps what may be shown.
alter table cameras add column sealed_path bytea;
