Your link has done some work
