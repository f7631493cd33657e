Welcome. Here is who to call
