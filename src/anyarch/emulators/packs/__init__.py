"""Law: the packs in an engine's volumes, with which a foreign program runs without a handler."""
