Shall we stop writing?
