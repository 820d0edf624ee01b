-- Facts and what is committed beside them. The columns of mt_streams and mt_events are Marten 9's (string stream ids),
-- so that a Marten document store can read them; only our host writes.
create schema es;

create table es.mt_streams (
  id varchar primary key,
  type varchar,
  version bigint,
  timestamp timestamptz not null default now(),
  created timestamptz not null default now(),
  tenant_id varchar default '*DEFAULT*',
  is_archived boolean default false);

create table es.mt_events (
  seq_id bigint generated always as identity primary key,
  id uuid not null,
  stream_id varchar,
  version bigint not null,
  data jsonb not null,
  bdata bytea,
  type varchar(500) not null,
  timestamp timestamptz not null default now(),
  tenant_id varchar default '*DEFAULT*',
  mt_dotnet_type varchar,
  is_archived boolean default false,
  command_id uuid not null,
  actor text not null,
  hash bytea not null,
  xid xid8 not null default pg_current_xact_id(),
  unique (stream_id, version));

-- Projections read in this order: a transaction's number is fixed before anything it wrote can be seen.
create index mt_events_xid on es.mt_events (xid, seq_id);

-- Every command once, with its first answer. seqs and xid tie it to the facts it wrote, hash covers all of it; a command
-- that changed nothing has neither.
create table es.commands (
  id uuid primary key,
  digest bytea not null,
  answer text not null,
  actor text not null,
  at timestamptz not null,
  seqs bigint[] not null,
  hash bytea not null,
  xid xid8,
  check ((xid is null) = (seqs = '{}')));

-- Only the accounts that stand for the world outside may go below zero.
create table es.ledger_accounts (
  id text primary key,
  overdraft boolean not null,
  balance bigint not null default 0,
  check (overdraft or balance >= 0));

-- One row moves one amount from one account to another, so that every entry sums to zero by its shape.
create table es.ledger_entries (
  stream_id varchar not null,
  version bigint not null,
  line int not null,
  from_account text not null,
  to_account text not null,
  amount bigint not null check (amount > 0),
  order_id text,
  primary key (stream_id, version, line),
  check (from_account <> to_account));

create index ledger_entries_from on es.ledger_entries (from_account);
create index ledger_entries_to on es.ledger_entries (to_account);
create index ledger_entries_order on es.ledger_entries (order_id) where order_id is not null;

-- What is to be done after the commit, once, when it is due. The command that does it has an id derived from the row's; one
-- that is refused is parked with the reason.
create table es.outbox (
  id uuid primary key,
  command_id uuid not null,
  kind text not null,
  payload text not null,
  due_at timestamptz not null,
  done_at timestamptz,
  refusal text);

create index outbox_due on es.outbox (due_at, id) where done_at is null and refusal is null;

-- Numbers that people read out; hosts take them in blocks, so there are gaps.
create sequence es.order_number;

-- Refuses a commit that was decided on streams which have moved since.
create function es.expect_unmoved(ids text[], versions bigint[]) returns void language plpgsql as $$
declare moved text;
begin
  select e.id into moved
  from unnest(ids, versions) as e(id, version)
  left join es.mt_streams s on s.id = e.id
  where coalesce(s.version, 0) <> e.version
  limit 1;
  if found then
    raise exception 'stream % has moved', moved using errcode = '40001';
  end if;
end $$;
