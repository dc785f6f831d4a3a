"""Law: one module per subject, each with `examine`, which never raises, and changes only the cache."""
