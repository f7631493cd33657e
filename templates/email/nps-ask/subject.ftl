One question, one tap
