-- Read tables: one document per stream, folded from its facts in order; columns to search by are generated from it.
-- The version is that of
-- the last fact folded in. They hold nothing of their own and can be rebuilt from the facts at any time.
create schema read;

create table read.position (
  only_row boolean primary key default true check (only_row),
  xid xid8 not null,
  seq_id bigint not null);

insert into read.position (xid, seq_id) values ('0', 0);

create table read.companies (
  id text primary key,
  version bigint not null,
  doc jsonb not null,
  name text generated always as (doc ->> 'name') stored,
  city text generated always as (doc ->> 'city') stored,
  size text generated always as (doc ->> 'size') stored);

create index companies_city on read.companies (city, id);

create table read.vendors (
  id text primary key,
  version bigint not null,
  doc jsonb not null,
  name text generated always as (doc ->> 'name') stored);

create table read.listings (
  id text primary key,
  version bigint not null,
  doc jsonb not null,
  name text generated always as (doc ->> 'name') stored,
  category text generated always as (doc ->> 'category') stored,
  vendor text generated always as (doc ->> 'vendor') stored);

create index listings_category on read.listings (category, name, id);

create table read.funds (
  id text primary key,
  version bigint not null,
  doc jsonb not null,
  owner text generated always as (doc ->> 'owner') stored,
  year int generated always as ((doc ->> 'year')::int) stored);

create table read.orders (
  id text primary key,
  version bigint not null,
  doc jsonb not null,
  number text generated always as (doc ->> 'number') stored,
  status text generated always as (doc ->> 'status') stored,
  company text generated always as (doc ->> 'company') stored,
  city text generated always as (doc ->> 'city') stored,
  vendor text generated always as (doc ->> 'vendor') stored,
  listing text generated always as (doc ->> 'listing') stored);

create unique index orders_number on read.orders (number);
create index orders_company on read.orders (company, number);
create index orders_vendor on read.orders (vendor, number);
create index orders_city on read.orders (city, number);
