Three habits that calm a busy week
