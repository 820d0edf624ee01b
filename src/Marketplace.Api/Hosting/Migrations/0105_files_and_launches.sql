-- Pictures and papers that listings show, by the hash of their content.
create schema files;

create table files.stored (
  id text primary key check (id ~ '^[0-9a-f]{64}$'),
  media_type text not null,
  content bytea not null check (octet_length(content) <= 2097152),
  stored_at timestamptz not null,
  stored_by text not null);

-- One-time tokens with which a company's people enter the software they subscribe to: stored hashed, short-lived.
create table access.launches (
  hash bytea primary key,
  order_id text not null,
  vendor text not null,
  user_id text not null,
  created_at timestamptz not null,
  created_by text not null,
  expires_at timestamptz not null,
  resolved_at timestamptz,
  resolved_by text,
  resolution_key uuid,
  answer text);

create index launches_order on access.launches (order_id) where resolved_at is not null;
create index launches_expiry on access.launches (expires_at);
create unique index launches_resolution on access.launches (vendor, resolution_key) where resolution_key is not null;
