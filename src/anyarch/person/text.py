"""Text for people. What comes from an engine, a file or an argument is printed and logged only as `printable`."""

_UNITS = (("day", 86400), ("hour", 3600), ("minute", 60))


def printable(text: str) -> str:
    """The text with each control character, and each byte that was not valid text, as an escape sequence."""
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in text)


def counted(number: int, noun: str) -> str:
    """A number with its noun: ``1 record``, ``2 records``."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def ago(seconds: float) -> str:
    """How long ago something was, in words: ``3 hours ago``."""
    for unit, length in _UNITS:
        number = int(seconds // length)
        if number:
            return f"{counted(number, unit)} ago"
    return "just now"
