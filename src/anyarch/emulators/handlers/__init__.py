"""Law: the handlers in the kernel of an engine's machine: list, register, keep, and remove them."""
