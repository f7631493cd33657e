-- What a task is about, to cancel it when that is over, and why it was.
alter table task
    add column handoff_id     uuid,
    add column deal_id        uuid,
    add column closed_because text;

create index task_open_of_handoff on task (handoff_id) where state = 'open';
create index task_open_of_deal on task (deal_id) where state = 'open';

-- Calls to people who may not be called were only left out of the lists.
update task set state = 'cancelled', closed_at = contact.updated_at, closed_by = 'handoff',
                closed_because = 'the contact asked not to be called'
from contact
where contact.id = task.contact_id and contact.do_not_call and task.kind = 'call' and task.state = 'open';
