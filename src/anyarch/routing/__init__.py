"""Law: which commands may run on another engine, and what is known of that engine. Nothing here runs a command."""
