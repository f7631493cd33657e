-- What became of the emails of a broadcast is counted once it is over: a list of broadcasts does not count millions.
alter table broadcast add column result jsonb;
