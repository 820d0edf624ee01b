-- What companies, vendors and bureaus are told before something happens to them; each once.
create schema notices;

create table notices.given (
  id bigint generated always as identity primary key,
  role text not null,
  scope text not null,
  kind text not null,
  subject text not null,
  due_on date not null,
  step int not null,
  made_at timestamptz not null,
  seen_at timestamptz,
  unique (role, kind, subject, due_on, step));

create index given_recipient on notices.given (role, scope, made_at desc);

-- Which free years end between two days. The times are text of one form and zone, so they sort as times do.
create index orders_term_end on read.orders ((doc -> 'freeTerm' ->> 'to')) where status in ('confirmed', 'provisioned');
