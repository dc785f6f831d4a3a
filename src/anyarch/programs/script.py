"""Read the first line of a script as Linux does (fs/binfmt_script.c).

* Linux reads only the first 255 bytes of the file. It refuses a path that is longer, and cuts off a longer argument.
* The file has to begin with ``#!``; even a byte order mark before that is an error.
* Spaces and tabs before the path and at the end of the line are dropped. Everything after the path is a single
  argument, including spaces.
* Only a line feed ends the line, so the carriage return of a Windows line ending is part of the path.

For a file that Linux refuses, docker reports "exec format error". A shell would run it itself, which is why such a
script may have worked everywhere but as the command of a container.
"""

from typing import NamedTuple

from anyarch.bare.errors import AnyarchError

MARK = b"#!"
BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")  # UTF-8, and UTF-16 in both orders

_LONGEST_LINE = 255
_BLANKS = b" \t"
_TERMINATORS = b" \t\0"


class NoInterpreterError(AnyarchError):
    """The file has no interpreter that Linux would start; the message is a clause that says why."""


class Script(NamedTuple):
    """The first line of a script; `argument` is None if there is none."""

    interpreter: str
    argument: str | None


def read(content: bytes) -> Script:
    """Read the first line.

    Args:
        content: at least the first 255 bytes of the file, or all of it.

    Raises:
        NoInterpreterError: there is no interpreter, or Linux would refuse it.
    """
    if not content.startswith(MARK):
        raise NoInterpreterError("it does not begin with #!")
    buffer = content[: _LONGEST_LINE + 1].ljust(_LONGEST_LINE + 1, b"\0")
    line, end, _ = buffer[len(MARK) :].partition(b"\n")
    line = (line.rstrip(_BLANKS) if end else line[:-1]).lstrip(_BLANKS)
    length = next((at for at, byte in enumerate(line) if byte in _TERMINATORS), len(line))
    path, rest = line[:length], line[length:]
    if not path:
        raise NoInterpreterError("there is nothing after its #!")
    if not end and not rest:
        raise NoInterpreterError(f"its first line is longer than {_LONGEST_LINE} bytes")
    # Without a line feed, only blanks may follow the path: Linux takes them for an empty argument.
    argument = rest.lstrip(_BLANKS).partition(b"\0")[0] if rest[:1] in (b" ", b"\t") else None
    return Script(
        path.decode("utf-8", "surrogateescape"),
        None if argument is None else argument.decode("utf-8", "surrogateescape"),
    )
