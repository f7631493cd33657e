What a team like yours changed, and what it did not
