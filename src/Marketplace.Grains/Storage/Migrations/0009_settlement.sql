-- What vendors are paid for a month, how it leaves the funds, and what comes back of it.
create table read.statements (
  id text primary key,
  version bigint not null,
  doc jsonb not null,
  month text generated always as (doc ->> 'month') stored,
  vendor text generated always as (doc ->> 'vendor') stored,
  payee text generated always as (doc ->> 'payee') stored,
  status text generated always as (doc ->> 'status') stored,
  withdrawal text generated always as (doc ->> 'withdrawal') stored,
  lines int generated always as ((doc ->> 'lines')::int) stored,
  gross bigint generated always as (read.fen(doc ->> 'gross')) stored,
  recovered bigint generated always as (read.fen(doc ->> 'recovered')) stored,
  total bigint generated always as (read.fen(doc ->> 'total')) stored,
  days_to_payment int generated always as ((doc ->> 'daysToPayment')::int) stored);

create index statements_month on read.statements (month, vendor);
create index statements_vendor on read.statements (vendor, month);

create table read.withdrawals (
  id text primary key,
  version bigint not null,
  doc jsonb not null,
  status text generated always as (doc ->> 'status') stored,
  total bigint generated always as (read.fen(doc ->> 'total')) stored,
  requested_at timestamptz generated always as (read.instant(doc ->> 'requestedAt')) stored);

create index withdrawals_requested_at on read.withdrawals (requested_at);

create table read.recoveries (
  id text primary key,
  version bigint not null,
  doc jsonb not null,
  status text generated always as (doc ->> 'status') stored,
  vendor text generated always as (doc ->> 'vendor') stored,
  order_id text generated always as (doc ->> 'order') stored,
  amount bigint generated always as (read.fen(doc ->> 'amount')) stored,
  outstanding bigint generated always as (read.fen(doc ->> 'outstanding')) stored,
  proposed_at timestamptz generated always as (read.instant(doc ->> 'proposedAt')) stored);

create index recoveries_vendor on read.recoveries (vendor, proposed_at);
create index recoveries_order on read.recoveries (order_id);

-- Rows folded before these members were there say now that they are absent, as the fold itself would.
update read.vendors set doc = '{"payee": null, "bankAccount": null, "creditStanding": null, "lastBreach": null}' || doc;
update read.funds set doc = '{"interest": "0.00", "interestUntil": null, "carriedIn": "0.00", "carriedOut": "0.00", "closedAt": null}' || doc;

alter table read.funds
  add interest bigint generated always as (read.fen(doc ->> 'interest')) stored,
  add interest_until text generated always as (doc ->> 'interestUntil') stored,
  add carried_in bigint generated always as (read.fen(doc ->> 'carriedIn')) stored,
  add carried_out bigint generated always as (read.fen(doc ->> 'carriedOut')) stored,
  add closed_at timestamptz generated always as (read.instant(doc ->> 'closedAt')) stored;
