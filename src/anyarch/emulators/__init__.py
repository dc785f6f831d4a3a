"""Law: what lets an engine execute programs for other CPUs, and the test that it does."""
