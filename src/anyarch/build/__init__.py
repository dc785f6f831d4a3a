"""Law: pure. `docker build`: its command line, and what to do with it, from facts that are passed in."""
