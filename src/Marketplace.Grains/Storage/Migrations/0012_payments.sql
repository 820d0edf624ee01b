-- What companies pay themselves, and how vendors have their share of it.
create table read.payments (
  id text primary key,
  version bigint not null,
  doc jsonb not null,
  number text generated always as (doc ->> 'number') stored,
  company text generated always as (doc ->> 'company') stored,
  city text generated always as (doc ->> 'city') stored,
  vendor text generated always as (doc ->> 'vendor') stored,
  listing text generated always as (doc ->> 'listing') stored,
  status text generated always as (doc ->> 'status') stored,
  method text generated always as (doc ->> 'method') stored,
  amount bigint generated always as (read.fen(doc ->> 'amount')) stored,
  received bigint generated always as (read.fen(doc ->> 'received')) stored,
  surplus bigint generated always as (read.fen(doc ->> 'surplus')) stored,
  refunded bigint generated always as (read.fen(doc ->> 'refunded')) stored,
  refunding bigint generated always as (read.fen(doc ->> 'refunding')) stored,
  in_dispute bigint generated always as (read.fen(doc ->> 'inDispute')) stored,
  charged_back bigint generated always as (read.fen(doc ->> 'chargedBack')) stored,
  vendor_share bigint generated always as (read.fen(doc ->> 'vendorShare')) stored,
  platform_fee bigint generated always as (read.fen(doc ->> 'platformFee')) stored,
  processor_fees bigint generated always as (read.fen(doc ->> 'processorFees')) stored,
  payable bigint generated always as (read.fen(doc ->> 'payable')) stored,
  begun_at timestamptz generated always as (read.instant(doc ->> 'begunAt')) stored,
  paid_at timestamptz generated always as (read.instant(doc ->> 'paidAt')) stored);

create index payments_company on read.payments (company, number);
create index payments_vendor on read.payments (vendor, number);
create index payments_payable on read.payments (vendor) where payable > 0;
create index payments_paid_at on read.payments (paid_at);

create table read.payouts (
  id text primary key,
  version bigint not null,
  doc jsonb not null,
  month text generated always as (doc ->> 'month') stored,
  vendor text generated always as (doc ->> 'vendor') stored,
  status text generated always as (doc ->> 'status') stored,
  reference text generated always as (doc ->> 'reference') stored,
  gross bigint generated always as (read.fen(doc ->> 'gross')) stored,
  taken bigint generated always as (read.fen(doc ->> 'taken')) stored,
  total bigint generated always as (read.fen(doc ->> 'total')) stored,
  drawn_at timestamptz generated always as (read.instant(doc ->> 'drawnAt')) stored);

create index payouts_month on read.payouts (month, vendor);
create index payouts_vendor on read.payouts (vendor, month);

-- Rows folded before these members were there say now that they are absent, as the fold itself would.
update read.orders set doc = '{"continues": null, "renewedBy": null, "isRenewalDeclined": false}' || doc;
update read.vendors set doc = '{"connectedAccount": null, "proposedAccount": null}' || doc;
update read.listings set doc = '{"renewalPrices": [], "feeOffered": null, "feeAgreed": null}' || doc;
