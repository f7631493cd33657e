What happens now, and how long it takes
