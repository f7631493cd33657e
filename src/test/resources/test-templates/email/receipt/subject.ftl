Please confirm
