"""Law: pure. The command line of `docker compose`, and what Compose says of a project."""
