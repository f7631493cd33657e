Why the plan is wrong by ten o'clock
