"""A script's first line, read as Linux reads it (fs/binfmt_script.c), and not as a shell or a person would.

* Only the first 255 bytes of the file count. A path that reaches further is refused; an argument is cut off.
* The file must begin with ``#!``; not even a byte order mark may stand before it.
* Spaces and tabs in front of the path and at the line's end are dropped. Whatever follows the path is one single
  argument, spaces and all.
* The line ends with a line feed alone, so that the carriage return of a Windows line belongs to the path.

A file that Linux refuses in this way is answered by "exec format error", which shells, unlike docker, take as a wish
to run it themselves. That is why such a script may have worked everywhere but in a container.
"""

from typing import NamedTuple

from anyarch.bare.errors import AnyarchError

MARK = b"#!"
BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")  # UTF-8, and UTF-16 in both orders

_LONGEST_LINE = 255
_BLANKS = b" \t"
_TERMINATORS = b" \t\0"


class NoInterpreterError(AnyarchError):
    """The file names no interpreter that Linux would start; the message is a clause that says why."""


class Script(NamedTuple):
    """What the first line asks for; `argument` is None for none."""

    interpreter: str
    argument: str | None


def read(content: bytes) -> Script:
    """Read the first line.

    Args:
        content: the file's beginning, of 255 bytes at least or all of it.

    Raises:
        NoInterpreterError: there is none, or none that Linux would take.
    """
    if not content.startswith(MARK):
        raise NoInterpreterError("it does not begin with #!")
    buffer = content[: _LONGEST_LINE + 1].ljust(_LONGEST_LINE + 1, b"\0")
    line, end, _ = buffer[len(MARK) :].partition(b"\n")
    line = (line.rstrip(_BLANKS) if end else line[:-1]).lstrip(_BLANKS)
    length = next((at for at, byte in enumerate(line) if byte in _TERMINATORS), len(line))
    path, rest = line[:length], line[length:]
    if not path:
        raise NoInterpreterError("nothing follows its #!")
    if not end and not rest:
        raise NoInterpreterError(f"its first line is longer than {_LONGEST_LINE} bytes")
    # Without a line feed what follows the path may be blanks and then nothing, which is an argument without letters.
    argument = rest.lstrip(_BLANKS).partition(b"\0")[0] if rest[:1] in (b" ", b"\t") else None
    return Script(
        path.decode("utf-8", "surrogateescape"),
        None if argument is None else argument.decode("utf-8", "surrogateescape"),
    )


def is_text(content: bytes) -> bool:
    """Whether the file's beginning looks like something that a person has written: no zero byte, and valid UTF-8."""
    try:
        content[:_LONGEST_LINE].decode("utf-8")
    except UnicodeDecodeError as error:
        # A letter that the cut has gone through is none the worse.
        return b"\0" not in content[:_LONGEST_LINE] and error.start >= _LONGEST_LINE - 3
    return b"\0" not in content[:_LONGEST_LINE]
