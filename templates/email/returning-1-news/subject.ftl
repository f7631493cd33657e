What is different since we last spoke
