"""Law: the user's own files, terminal and processes. Nothing here knows of an engine or a registry."""
