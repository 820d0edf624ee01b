-- The time step of the last one-time code that was accepted: no code of that step or an earlier one opens anything again.
alter table people.people add column last_step bigint;
alter table people.people drop column last_code;
