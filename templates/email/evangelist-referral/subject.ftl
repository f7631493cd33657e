Does one more company come to mind?
