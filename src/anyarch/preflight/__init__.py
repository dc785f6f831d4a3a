"""Law: what happens between the words that were typed and the words that docker gets."""
