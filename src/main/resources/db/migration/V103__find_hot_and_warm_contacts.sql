-- Most contacts are cold, which no index helps to find.
create index score_by_temperature on score (temperature, contact_id) where temperature <> 'cold';
