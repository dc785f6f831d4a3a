"""Law: what makes an engine execute programs for other CPUs, and the proof that it does."""
