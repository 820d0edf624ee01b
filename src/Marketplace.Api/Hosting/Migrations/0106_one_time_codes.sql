-- The time step of the last one-time code that was accepted: no code of that step or an earlier one opens anything again.
alter table people.people add column last_step bigint;
alter table people.people drop column last_code;

-- How often a company's record was claimed: its claim code follows from that too, so that every code makes one first account.
create table people.claim_generations (
  company text primary key,
  generation int not null);
