Protect the first job of the day
