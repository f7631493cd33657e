Thank you, and this is not a request
