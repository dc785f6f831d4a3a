"""Law: bytes in, facts out. What a file in an image is and what it would start; nothing here opens, asks or runs.

The bytes come from images that strangers made. Each reader bounds what it looks at, and ends in the one error that it
documents, whatever the bytes are.
"""
