May another company call you once?
