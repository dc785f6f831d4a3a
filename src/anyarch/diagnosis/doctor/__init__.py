"""Law: one module a subject, each with `examine`, which never raises and changes nothing but the cache."""
