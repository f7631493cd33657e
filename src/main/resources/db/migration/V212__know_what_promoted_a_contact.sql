-- What promoted the contact when it was handed off: rule:<table>#<row>, import, or by-hand; and where it came from.
alter table handoff add column promoted_by text not null default '';
alter table handoff add column source text;

update handoff
set promoted_by = case when entry.actor like 'rule:%' or entry.actor = 'import' then entry.actor else 'by-hand' end
from stage_entry entry
where entry.contact_id = handoff.contact_id and entry.number = handoff.stage_entry;

update handoff set source = contact.source from contact where contact.id = handoff.contact_id;

-- The rows of lead-score.dmn that gave the most of the points the contact had then.
create table handoff_score_rule (
    handoff_id uuid   not null references handoff (id) on delete cascade,
    place      int    not null,
    rule       int    not null,
    label      text   not null,
    points     float8 not null,
    primary key (handoff_id, place)
);

create index handoff_by_answer on handoff (coalesce(accepted_at, closed_at));
