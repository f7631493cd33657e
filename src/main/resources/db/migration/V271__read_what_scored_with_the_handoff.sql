-- The report on rejections reads what had scored for thousands of hand-offs at once: it stands in the hand-off's own row.
-- The rows of lead-score.dmn that gave the most of the points the contact had then, the most first.
alter table handoff
    add column scored_by text[] not null default '{}',
    add column scored_rows integer[] not null default '{}',
    add column scored_points float8[] not null default '{}';

update handoff
set scored_by = told.labels, scored_rows = told.numbers, scored_points = told.points
from (
    select handoff_id, array_agg(label order by place) as labels, array_agg(rule order by place) as numbers,
           array_agg(points order by place) as points
    from handoff_score_rule
    group by handoff_id
) told
where told.handoff_id = handoff.id;

drop table handoff_score_rule;
