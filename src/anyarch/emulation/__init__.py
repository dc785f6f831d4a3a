"""Emulation: what an engine executes beyond its own architecture, found out by executing it."""
