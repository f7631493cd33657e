-- What was sent, or waits, is most of all mail and no index helps to find it; the rest is what people look for.
create index send_not_sent on send (state, id)
    where state in ('SUPPRESSED', 'CAPPED', 'EXPIRED', 'FAILED', 'UNKNOWN', 'CANCELLED');
