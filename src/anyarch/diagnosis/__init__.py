"""Law: turn facts about a machine, an engine and an image into findings that a user can act on; nothing here prints."""
