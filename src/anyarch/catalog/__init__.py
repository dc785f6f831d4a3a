"""Law: which platforms an image is offered for, from the cache, the engine, and the registry."""
