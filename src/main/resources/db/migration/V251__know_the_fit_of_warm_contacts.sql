-- Who looks for warm contacts that fit finds them without their long rows.
drop index score_by_temperature;
create index score_by_temperature on score (temperature, contact_id) include (fit) where temperature <> 'cold';
