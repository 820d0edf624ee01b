-- What the payment processor sends, and what is compared with it.
create schema payments;

-- News of the processor: that something changed, never what. They are looked into, and the processor is asked what is there now.
create table payments.news (
  id text primary key,
  type text not null,
  created_at timestamptz not null,
  received_at timestamptz not null default now(),
  received int not null default 1,
  object_kind text not null,
  object_id text not null,
  order_id text,
  intent text,
  tries int not null default 0,
  again_at timestamptz not null default now(),
  done_at timestamptz,
  outcome text);

create index news_waiting on payments.news (again_at) where done_at is null;
create index news_received_at on payments.news (received_at);

-- One comparison of a day's movements at the processor with the ledger; the last one of a day counts.
create table payments.reconciliations (
  day date primary key,
  run_at timestamptz not null,
  run_by text not null,
  movements int not null,
  matched int not null,
  ledger_balance bigint not null,
  processor_balance bigint not null);

-- What differed. Found again it stays the same finding, with whatever was said about it.
create table payments.findings (
  id bigint generated always as identity primary key,
  day date not null references payments.reconciliations on delete cascade,
  kind text not null,
  difference text not null,
  subject text not null,
  order_id text,
  ours bigint,
  theirs bigint,
  state text not null check (state in ('open', 'repaired', 'gone', 'settled')),
  found_at timestamptz not null,
  settled_by text,
  settled_at timestamptz,
  note text,
  unique (day, kind, subject));

create index findings_open on payments.findings (day) where state = 'open';
