You are set up. What comes next
