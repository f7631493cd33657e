-- What a bulk of mail completes is told before the bulk of contacts that are still to come in.
create index engine_outbox_results on engine_outbox (lane, id) where problem is null and kind <> 'publish';
