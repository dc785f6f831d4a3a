"""Law: which images a Compose file names, read without Compose."""
