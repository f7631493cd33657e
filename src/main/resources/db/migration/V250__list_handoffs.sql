-- What waits for an answer, by when it is due, and what was decided, by when.
create index handoff_by_due on handoff (due_at, id) where state = 'open';
create index handoff_by_decision on handoff (closed_at, id) where state in ('qualified', 'rejected', 'returned');
