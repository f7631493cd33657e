How were the first days?
