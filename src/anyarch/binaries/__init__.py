"""What a program file is, read from its bytes alone: nothing here asks an engine, opens a file or runs anything.

The bytes come from images that strangers made. Each reader bounds what it looks at, and ends in the one error that it
documents, whatever the bytes are.
"""
