"""Law: pure functions from a file, an ending or a label to the name of a cause; empty if nothing is wrong with it."""
