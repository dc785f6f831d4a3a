"""Law: one module per way to run an image, each with `examine`; nothing is pulled, built or installed."""
