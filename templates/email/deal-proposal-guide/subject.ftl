How to read our proposal in five minutes
