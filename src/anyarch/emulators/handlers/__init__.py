"""Law: the handlers in the kernel of an engine's machine: read, registered, kept and removed."""
