-- By what way somebody answered, where it was not on a page or by a program: 'mail link'.
alter table handoff_history add column via text;
