-- Keys that sign requests instead of showing themselves: the secret is sealed, since both sides must know it.
alter table access.api_keys add column signing_secret bytea;

-- Nonces of signed requests, each good once, for as long as its timestamp would be accepted.
create table access.nonces (
  key_id uuid not null references access.api_keys,
  nonce text collate "C" not null,
  expires_at timestamptz not null,
  primary key (key_id, nonce));

create index nonces_expired on access.nonces (expires_at);
