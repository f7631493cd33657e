-- Why the contact entered the stage that handed it off: what the salesperson asks first.
alter table handoff add column why text not null default '';
