-- Contacts are looked for by the beginning of an address, a domain, a name or a company. Only this collation, and the
-- pattern operators, keep what begins alike side by side.
alter table contact alter column email_key type text collate "C";
create index contact_by_domain on contact (split_part(email_key, '@', 2) text_pattern_ops);
create index contact_by_first_name on contact (lower(first_name) text_pattern_ops);
create index contact_by_last_name on contact (lower(last_name) text_pattern_ops);
create index company_by_beginning on company (name_key text_pattern_ops);

create index contact_by_source on contact (source, updated_at, id);
