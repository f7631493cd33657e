Please confirm your address
