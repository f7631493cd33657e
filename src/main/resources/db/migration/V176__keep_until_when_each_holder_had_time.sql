-- Until when it was to be answered from then on; unknown for what happened before this column came.
alter table handoff_history add column due_at timestamptz;

create index handoff_by_opening on handoff (opened_at);
