-- Usage that vendors return (S003 art.15). Days and months are those of Asia/Shanghai; a month is written 2026-10.
-- Ids sort by their bytes, as programs sort them and as hashes over them demand.
create schema usage;

-- Every event id that was ever accepted, for ever: what makes sending it again harmless. Ids that rise, as running numbers
-- and time-ordered UUIDs do, keep the index hot at one place however many there are.
create table usage.receipts (
  vendor text collate "C" not null,
  id text collate "C" not null,
  digest uuid not null,
  at timestamptz not null,
  received_at timestamptz not null,
  primary key (vendor, id));

-- The events themselves, until their retention time is over; a partition a month. A correction stands at the time of the
-- event that it replaces, and said_at keeps the time it named itself where that is another.
create table usage.events (
  vendor text not null,
  id text not null,
  order_id text collate "C" not null,
  user_id text not null,
  kind text not null,
  count int not null,
  at timestamptz not null,
  ip inet,
  attributes jsonb,
  corrects text,
  said_at timestamptz,
  received_at timestamptz not null)
  partition by range (at);

-- Corrections look for the event they replace, and count its day again.
create index events_order on usage.events (order_id, at);

-- Events that a correction has replaced; each can be replaced once.
create table usage.replaced (
  vendor text collate "C" not null,
  id text collate "C" not null,
  by_id text not null,
  primary key (vendor, id));

-- What acceptance counts: one row per order and day. Users are told apart by a hash of their pseudonym, in ascending order.
create table usage.daily (
  order_id text collate "C" not null,
  day date not null,
  uses bigint not null,
  events int not null,
  users bigint[] not null,
  primary key (order_id, day))
  with (fillfactor = 80);

create function usage.user_hash(user_id text) returns bigint language sql immutable strict parallel safe
  as $$ select ('x' || left(encode(sha256(convert_to(user_id, 'UTF8')), 'hex'), 16))::bit(64)::bigint $$;

-- Both are in ascending order. Callers look first whether anybody is new: usually not, and a call costs more than the look.
create function usage.merge(known bigint[], more bigint[], most int) returns bigint[] language sql immutable parallel safe
  as $$ select case when cardinality(known) >= most then known
    else array(select unnest(known) union select unnest(more) order by 1 limit most) end $$;

-- Corrections that came after their month was closed: they count in the month in which they arrived. The content is kept
-- for ever, as the months' hashes cover them.
create table usage.adjustments (
  vendor text collate "C" not null,
  event_id text collate "C" not null,
  order_id text collate "C" not null,
  month text collate "C" not null,
  about_month text not null,
  uses bigint not null,
  count int not null,
  corrects text not null,
  content jsonb not null,
  received_at timestamptz not null,
  primary key (vendor, event_id));

create index adjustments_order on usage.adjustments (order_id, month);

-- Months that are closed: what they came to, with a hash over all of it.
create table usage.months (
  month text collate "C" primary key,
  closed_at timestamptz,
  closed_by text,
  orders int,
  uses bigint,
  hash bytea);

-- What a closed month came to for each order; the hash covers the order's days of the month and its adjustments.
create table usage.monthly (
  order_id text collate "C" not null,
  month text collate "C" not null,
  uses bigint not null,
  active_days int not null,
  distinct_users int not null,
  hash bytea not null,
  primary key (order_id, month));

create index monthly_month on usage.monthly (month, order_id);

-- One row per call: what came, and how long after it had happened.
create table usage.calls (
  id bigint generated always as identity primary key,
  vendor text not null,
  actor text not null,
  at timestamptz not null,
  accepted int not null,
  duplicates int not null,
  conflicts int not null,
  rejected int not null,
  tried int not null,
  late int not null,
  lateness_seconds bigint not null,
  lateness_seconds_max bigint not null);

create index calls_vendor on usage.calls (vendor, at);
create index calls_at on usage.calls (at);

-- Events that did not count and why, once however often they are sent. What was sent is text: it may be anything.
create table usage.refusals (
  vendor text not null,
  digest uuid not null,
  code text not null,
  event_id text,
  order_text text,
  message text not null,
  message_zh text not null,
  sent text not null,
  first json,
  at timestamptz not null,
  last_at timestamptz not null,
  times int not null,
  primary key (vendor, digest, code));

create index refusals_vendor on usage.refusals (vendor, last_at);
create index refusals_at on usage.refusals (last_at);

-- What vendors tried against their sandbox order: apart from real ids, gone after some days.
create table usage.sandbox (
  vendor text collate "C" not null,
  id text collate "C" not null,
  digest uuid not null,
  content json not null,
  received_at timestamptz not null,
  primary key (vendor, id));

create index sandbox_received on usage.sandbox (received_at);
