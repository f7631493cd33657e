Somebody who was where you are now
