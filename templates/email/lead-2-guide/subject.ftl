How to plan a week that survives Monday
