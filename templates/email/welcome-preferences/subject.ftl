Would you rather get less from us, or something else?
