Fifteen minutes that cost an hour
