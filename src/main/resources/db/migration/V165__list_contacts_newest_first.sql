-- A list of contacts is in the order of their ids, which is the order they came in. With each filter in that order, too,
-- one list can be walked beside another and left after a page, however many fit.
create index lifecycle_in_stage on lifecycle (stage, contact_id);
create index score_by_fit on score (fit, contact_id) where fit <> 'unknown';
create index contact_by_country on contact (country, id) where country is not null;
create index contact_from_source on contact (source, id) where source is not null;
create index contact_by_tags on contact using gin (regexp_split_to_array(lower(attributes ->> 'tags'), '\s*[,;|]\s*'))
    where attributes ->> 'tags' is not null;

drop index contact_owner_by_owner;
create index contact_owner_by_owner on contact_owner (owner, contact_id);

-- Without it the planner takes every tag for a rare one.
create statistics contact_tags on (regexp_split_to_array(lower(attributes ->> 'tags'), '\s*[,;|]\s*')) from contact;
