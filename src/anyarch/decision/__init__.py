"""Law: pure. What to do with a command, from facts that somebody else gathers; nothing here asks or prints."""
