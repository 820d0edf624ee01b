-- Rows of orders folded before acceptance existed say now what they hold and that nothing of it was decided, as the fold itself would.
update read.orders set doc = doc || jsonb_build_object(
  'held', case when doc ->> 'status' in ('awaitingPayment', 'confirmed', 'provisioned')
    then (coalesce((doc #>> '{split,province}')::numeric, 0) + coalesce((doc #>> '{split,city}')::numeric, 0))::numeric(20, 2)::text else '0.00' end,
  'firstUsedOn', null, 'endedAt', case when doc ->> 'status' = 'ended' then doc #> '{freeTerm,to}' end,
  'accepted', '0.00', 'decidedPercent', 0, 'lastBatch', null, 'shortfall', null, 'resubmission', null);

alter table read.orders
  add held bigint generated always as (read.fen(doc ->> 'held')) stored,
  add accepted bigint generated always as (read.fen(doc ->> 'accepted')) stored;

create index orders_held on read.orders (id) where held > 0;

create table read.batches (
  id text primary key,
  version bigint not null,
  doc jsonb not null,
  status text generated always as (doc ->> 'status') stored,
  lines int generated always as ((doc ->> 'lines')::int) stored,
  asked bigint generated always as (read.fen(doc ->> 'asked')) stored);
