"""Text from outside, such as an engine's answer, a file or an argument: printed and logged only as `printable`."""


def printable(text: str) -> str:
    """The text with each control character, and each byte that was not valid text, as an escape sequence."""
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in text)
