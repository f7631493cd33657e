Will my technicians really use it?
