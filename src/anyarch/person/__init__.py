"""Law: the user's files, terminal and processes. Nothing here knows about engines or registries."""
