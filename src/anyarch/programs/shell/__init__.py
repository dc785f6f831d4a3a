"""Law: the text of a shell script in, the programs that it starts out; nothing is expanded by guessing, or run."""
