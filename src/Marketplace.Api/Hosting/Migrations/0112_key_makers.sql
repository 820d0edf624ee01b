-- The person who made a key, also by way of another key: one person does not become two by it. Null where no person did.
alter table access.api_keys add column maker text;

update access.api_keys set maker = created_by where created_by ~ ':[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';
