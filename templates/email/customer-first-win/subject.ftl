The quickest thing your customers will notice
