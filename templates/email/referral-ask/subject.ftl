Who else should know?
