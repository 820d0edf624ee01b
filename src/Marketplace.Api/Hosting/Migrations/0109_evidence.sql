-- Photos and papers that prove something in an acceptance or an appeal; not public, each side sees its own, bureaus see all.
create table files.evidence (
  id text not null check (id ~ '^[0-9a-f]{64}$'),
  owner text not null,
  media_type text not null,
  content bytea not null check (octet_length(content) <= 2097152),
  stored_at timestamptz not null,
  stored_by text not null,
  primary key (id, owner));
