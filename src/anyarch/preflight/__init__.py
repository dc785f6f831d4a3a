"""Law: what happens between the command as typed and the command that docker gets."""
