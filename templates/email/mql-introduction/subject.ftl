A short hello, and one question
