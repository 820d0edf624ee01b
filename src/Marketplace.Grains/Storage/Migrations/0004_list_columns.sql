-- What lists are filtered, sorted and summed by, generated from the documents; money in fen.

-- A text that carries its offset names the same instant in every session, which is what immutable asks for.
create function read.instant(text) returns timestamptz language sql immutable strict parallel safe
  as $$ select $1::pg_catalog.timestamptz $$;

create function read.fen(text) returns bigint language sql immutable strict parallel safe
  as $$ select ($1::pg_catalog.numeric * 100)::pg_catalog.int8 $$;

alter table read.companies
  add status text generated always as (doc ->> 'status') stored,
  add industry text generated always as (doc ->> 'industry') stored,
  add division text generated always as (left(doc ->> 'industry', 3)) stored,
  add running int generated always as ((doc ->> 'running')::int) stored,
  add employees int generated always as ((doc ->> 'employees')::int) stored,
  add annual_revenue bigint generated always as (read.fen(doc ->> 'annualRevenue')) stored,
  add enrolled_at timestamptz generated always as (read.instant(doc ->> 'enrolledAt')) stored;

create index companies_division on read.companies (division, id);

alter table read.vendors
  add status text generated always as (doc ->> 'status') stored;

alter table read.listings
  add status text generated always as (doc ->> 'status') stored,
  add price_from bigint generated always as (read.fen(doc ->> 'priceFrom')) stored,
  add first_version boolean generated always as ((doc ->> 'firstVersion')::boolean) stored,
  add listed_at timestamptz generated always as (read.instant(doc ->> 'listedAt')) stored;

create index listings_vendor on read.listings (vendor, id);

alter table read.funds
  add appropriated bigint generated always as (read.fen(doc ->> 'appropriated')) stored;

alter table read.orders
  add price bigint generated always as (read.fen(doc ->> 'price')) stored,
  add province_share bigint generated always as (read.fen(doc #>> '{split,province}')) stored,
  add city_share bigint generated always as (read.fen(doc #>> '{split,city}')) stored,
  add company_share bigint generated always as (read.fen(doc #>> '{split,company}')) stored,
  add satisfied boolean generated always as ((doc #>> '{rating,satisfied}')::boolean) stored,
  add free_until timestamptz generated always as (read.instant(doc #>> '{freeTerm,to}')) stored,
  add placed_at timestamptz generated always as (read.instant(doc ->> 'placedAt')) stored;

create index orders_listing on read.orders (listing, number);
create index orders_status on read.orders (status, number);
create index orders_placed_at on read.orders (placed_at);
