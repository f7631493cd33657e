Your story, under your name
