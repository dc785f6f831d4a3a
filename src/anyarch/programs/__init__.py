"""Law: bytes in, facts out. What a file in an image is, and what it would start; nothing here does I/O.

The bytes come from images that anyone may have made. Each reader limits how much it reads, and raises only the error
that it documents, whatever the bytes are.
"""
