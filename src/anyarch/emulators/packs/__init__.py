"""Law: the packs in an engine's volumes, by which a foreign program runs without a handler."""
