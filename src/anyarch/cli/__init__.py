"""Law: from words to calls, and from results to text. One file per command; only `_output` prints."""
