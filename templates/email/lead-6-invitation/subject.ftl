Half an hour, six companies, no slides
