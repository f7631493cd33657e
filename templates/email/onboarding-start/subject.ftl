The first fifteen minutes: your team
