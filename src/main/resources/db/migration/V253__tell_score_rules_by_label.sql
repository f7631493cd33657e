-- A row of the score table is known by what it is for: whichever numbers it had counts once for a hand-off.
delete from handoff_score_rule again
using handoff_score_rule earlier
where earlier.handoff_id = again.handoff_id and earlier.label = again.label and earlier.place < again.place;
