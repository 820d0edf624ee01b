-- Lists of companies to enrol: taken at once, worked off in parts by any node. The id is the idempotency key of the upload.
create schema enrolment;

-- The content is sealed, since it names people, and gone when the work is done; what became of each row stays.
create table enrolment.lists (
  id uuid primary key,
  file_name text not null,
  content bytea,
  actor text not null,
  tenant text not null,
  taken_by text not null,
  taken_at timestamptz not null,
  rows int not null,
  done int not null default 0,
  accepted int not null default 0,
  rejected int not null default 0,
  done_at timestamptz,
  failure text,
  check (done between 0 and rows),
  check (accepted + rejected = done));

create index lists_waiting on enrolment.lists (taken_at, id) where done_at is null and failure is null;

create table enrolment.verdicts (
  list_id uuid not null references enrolment.lists on delete cascade,
  row int not null,
  credit_code text,
  name text,
  verdict text not null,
  code text,
  field text,
  message text,
  message_zh text,
  primary key (list_id, row));

-- Filters that a person keeps by name.
create table people.saved_filters (
  person_id uuid not null references people.people on delete cascade,
  list text not null,
  name text not null,
  query text not null,
  saved_at timestamptz not null,
  primary key (person_id, list, name));
