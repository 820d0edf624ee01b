-- How much one side has stored of late, which is limited.
create index evidence_owner on files.evidence (owner, stored_at);
