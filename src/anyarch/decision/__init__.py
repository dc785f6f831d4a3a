"""Law: pure. What to do with a command, from facts that are passed in. Nothing here does I/O."""
