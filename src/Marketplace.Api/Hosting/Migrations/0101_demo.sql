-- Only used when demo data is asked for: how far the server's clock has been moved, and whether the data is loaded.
create schema demo;

create table demo.clock (
  only_row boolean primary key default true check (only_row),
  ahead interval not null default '0');

insert into demo.clock default values;

create table demo.loaded (
  only_row boolean primary key default true check (only_row),
  at timestamptz not null);
