-- What the catalogue shows beside each software: how companies rate it and how many run it.
alter table read.orders
  add column satisfied boolean generated always as ((doc -> 'rating' ->> 'satisfied')::boolean) stored;

create index orders_listing on read.orders (listing, status);
create index orders_rated on read.orders (listing) where satisfied is not null;

-- Rows folded before these members were there say now that they are absent, as the fold itself would.
update read.listings set doc = '{"description": null, "features": null, "screenshots": null, "certificates": null, "launchUrl": null, "support": null}' || doc;
update read.vendors set doc = '{"summary": null, "website": null, "seat": null}' || doc;
