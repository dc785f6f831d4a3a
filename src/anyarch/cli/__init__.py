"""Law: words to calls and results to text. One file a command, loaded when it is called; nothing is found out here."""
