What stood in the way last time?
