Your own Tuesday, planned in twenty minutes
