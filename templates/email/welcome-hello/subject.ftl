What you will get from us, and how often
