"""Law: one engine, and the only room that loads docker-py."""
