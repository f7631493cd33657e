-- How often somebody tried to call and did not reach the contact.
alter table task add column attempts int not null default 0;
