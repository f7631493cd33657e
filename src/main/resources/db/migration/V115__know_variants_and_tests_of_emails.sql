-- Which of a template's variants a reader got, and who asked for a mail that is only a test.
alter table send add column variant text;
alter table send add column test_by text;

comment on column send.variant is 'null until it is rendered, and where the template has one only';
comment on column send.test_by is 'null for mail that is meant';

create index send_of_variant on send (template, template_version, variant, accepted_at) where variant is not null;
create index send_of_test on send (planned_at) where test_by is not null;
