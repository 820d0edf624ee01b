-- Signals of fraud, what was raised and what came of it, and what people told. Days and months are those of Asia/Shanghai.
create schema signals;

-- Keyed hashes of what companies and vendors are reached by: they tell that two are the same, and not what they are. A
-- mark goes with the key of its subject's personal data.
create table signals.marks (
  role text not null check (role in ('company', 'vendor')),
  subject text not null,
  kind text not null check (kind in ('person', 'phone', 'account')),
  mark bytea not null,
  source uuid not null,
  marked_at timestamptz not null,
  actor text not null,
  primary key (subject, role, kind, mark));

create index marks_mark on signals.marks (kind, mark);

-- From where companies registered by themselves; the address as a keyed hash.
create table signals.arrivals (
  company text primary key,
  day date not null,
  mark bytea not null,
  actor text not null);

create index arrivals_mark on signals.arrivals (mark, day);

-- What of a firm's name is its own: without place, legal form and trade.
create function signals.stem(name text) returns text language sql immutable strict parallel safe as $$
  select pg_catalog.regexp_replace(pg_catalog.regexp_replace(pg_catalog.regexp_replace(pg_catalog.regexp_replace(name,
    '[（(][^）)]*[）)]|\s', '', 'g'),
    '(有限责任公司|股份有限公司|集团有限公司|有限公司|分公司|公司|集团|厂)$', ''),
    '^(安徽)?省?(合肥|芜湖|蚌埠|淮南|马鞍山|淮北|铜陵|安庆|黄山|滁州|阜阳|宿州|六安|亳州|池州|宣城)?市?', ''),
    '(软件|信息|科技|技术|网络|数据|数字|智能|云|工业互联网|互联网|系统|服务|电子|电气|电器|机械|机电|机床|设备|装备|制造|精密|模具|自动化|仪器|仪表|五金|实业|工业|工贸|商贸|贸易|发展|新材料|材料|复合|食品|化工|橡胶|塑料|橡塑|塑业|纺织|服饰|服装|家具|包装|印刷|汽车|零部件|部件|配件|轴承|铸造|金属|制品|钢构|电缆|线缆|光电|医药|生物|建材|玻璃|陶瓷|环保|能源|新能源)+$', '')
$$;

-- What somebody told, signed in or not. The text may be about people: it stands here alone, where it can be taken out.
create table signals.tips (
  id uuid primary key,
  number bigint generated always as identity unique,
  received_at timestamptz not null,
  actor text not null,
  what text not null,
  about text not null check (about in ('order', 'company', 'vendor', 'other')),
  named text,
  order_id text collate "C",
  company text,
  vendor text,
  city text,
  contact text,
  finding text check (finding in ('confirmed', 'dismissed')),
  reason text,
  decided_by text,
  decided_at timestamptz,
  decided_with uuid);

create index tips_received on signals.tips (received_at);
create index tips_company on signals.tips (company) where company is not null;

-- Every flag that a batch was made with, for ever, and what somebody found who looked into it.
create table signals.raised (
  id bigint generated always as identity primary key,
  month text collate "C" not null,
  order_id text collate "C" not null,
  number text not null,
  city text not null,
  company text not null,
  signal text not null,
  evidence text[] not null,
  raised_at timestamptz not null,
  raised_by text not null,
  finding text check (finding in ('confirmed', 'dismissed')),
  reason text,
  decided_by text,
  decided_at timestamptz,
  decided_with uuid,
  unique (month, order_id, signal));

create index raised_city on signals.raised (city, month);
create index raised_order on signals.raised (order_id);
