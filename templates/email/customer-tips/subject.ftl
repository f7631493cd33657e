Stop typing the same job every month
