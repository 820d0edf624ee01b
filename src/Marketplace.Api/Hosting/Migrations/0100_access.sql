-- Keys of machines: shown once, stored as SHA-256 of a random 256-bit secret.
create schema access;

create table access.api_keys (
  id uuid primary key,
  hash bytea not null unique,
  name text not null,
  role text not null,
  scope text,
  created_at timestamptz not null,
  created_by text not null,
  revoked_at timestamptz,
  revoked_by text,
  last_used_at timestamptz);

create index api_keys_owner on access.api_keys (role, scope);

-- One key per person or firm whose personal data is sealed in facts; deleting the row erases the data.
create schema personal;

create table personal.keys (
  subject text primary key,
  key bytea not null,
  created_at timestamptz not null default now());
