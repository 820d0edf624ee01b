-- Usage that vendors return (S003 art.15). Days and months are those of Asia/Shanghai; a month is written 2026-10.
create schema usage;

-- Every event id that was ever accepted, for ever: what makes sending it again harmless. The key is a hash of vendor and id.
create table usage.receipts (
  key uuid primary key,
  digest uuid not null,
  at timestamptz not null,
  received_at timestamptz not null);

-- The events themselves, until their retention time is over; a partition a month.
create table usage.events (
  key uuid not null,
  vendor text not null,
  id text not null,
  order_id text not null,
  user_id text not null,
  kind text not null,
  count int not null,
  at timestamptz not null,
  ip inet,
  attributes jsonb,
  corrects text,
  received_at timestamptz not null)
  partition by range (at);

-- What acceptance counts: one row per order and day. Users are told apart by a hash of their pseudonym, in ascending order.
create table usage.daily (
  order_id text not null,
  day date not null,
  uses bigint not null,
  events int not null,
  users bigint[] not null,
  primary key (order_id, day));

-- Corrections that came after their month was closed: they count in the month in which they arrived.
create table usage.adjustments (
  key uuid primary key,
  order_id text not null,
  month text not null,
  about_month text not null,
  uses bigint not null,
  event_id text not null,
  corrects text not null,
  received_at timestamptz not null);

create index adjustments_order on usage.adjustments (order_id, month);

-- Months that are closed: what they came to, with a hash over all of it.
create table usage.months (
  month text primary key,
  closed_at timestamptz,
  orders int,
  uses bigint,
  hash bytea);

-- What a closed month came to for each order; the hash covers the order's days of the month.
create table usage.monthly (
  order_id text not null,
  month text not null,
  uses bigint not null,
  active_days int not null,
  distinct_users int not null,
  hash bytea not null,
  primary key (order_id, month));
