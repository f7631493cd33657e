-- While the service desk has a complaint of somebody, the clocks of what sales has to do stand still.
alter table handoff add column paused_at timestamptz;   -- null while its clock runs
alter table task
    add column paused_at timestamptz,
    add column sells boolean not null default true;     -- whether it waits for the end of a complaint

update task set sells = false where kind = 'review';

-- The complaints that are open already.
update task set paused_at = greatest(task.created_at, last.at)
from (select distinct on (contact_id) contact_id, type, at from activity
      where type in ('complaint-opened', 'complaint-closed') order by contact_id, at desc, id desc) last
where last.type = 'complaint-opened' and last.contact_id = task.contact_id and task.state = 'open' and task.sells;

update handoff set paused_at = greatest(handoff.opened_at, last.at)
from (select distinct on (contact_id) contact_id, type, at from activity
      where type in ('complaint-opened', 'complaint-closed') order by contact_id, at desc, id desc) last
where last.type = 'complaint-opened' and last.contact_id = handoff.contact_id
  and handoff.state in ('open', 'accepted') and handoff.kind <> 'customer';

insert into handoff_history (handoff_id, at, actor, action, owner, note, due_at)
select id, paused_at, 'service desk', 'paused', owner, 'the contact has an open complaint', due_at
from handoff where paused_at is not null;

-- Steps of journeys that wait for the end of a complaint, and for as much time after it as was left before.
create table resting_step (
    element_instance_key bigint primary key,
    contact_id           uuid        not null,
    process_instance_key bigint      not null,
    stage_entry          int,                           -- null in processes that no stage change ends
    job_key              bigint      not null,
    job_type             text        not null,
    handoff_state        text,                          -- of the entry's hand-off when the step came; null without one
    came_at              timestamptz not null,
    went_on_at           timestamptz                    -- null while it rests
);

create index resting_step_contact on resting_step (contact_id);
