Fifteen minutes, starting where we stopped
