Your recommendation became a customer
