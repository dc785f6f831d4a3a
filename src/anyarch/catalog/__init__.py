"""Law: which platforms an image is offered for, remembered in the cache and asked of engine and registry."""
