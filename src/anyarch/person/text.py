"""The one door for text that others wrote: nothing of it is printed before it has been here."""


def printable(text: str) -> str:
    """The text with every control character, and every byte that was not text, shown as an escape."""
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in text)
