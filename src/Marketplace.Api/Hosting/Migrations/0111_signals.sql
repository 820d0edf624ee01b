-- What a subject's data give away goes with the key of its personal data.
alter table signals.marks add constraint marks_erased foreign key (subject) references personal.keys (subject) on delete cascade;
alter table signals.arrivals add constraint arrivals_erased foreign key (company) references personal.keys (subject) on delete cascade;
