The three things we learned since we last wrote
