"""The files of ``shell/``: found, filled in, and told from other people's.

A template's places are words such as ``@DOCKER@``. What goes into them is quoted by whoever fills them. What is made
from a template has a mark of its own at the beginning of its second line, whatever its name or folder is later.
"""

import os
import re

import anyarch

_HEAD = 4096


def filled(template: str, **places: str) -> str:
    """The template's text with each place filled.

    Raises:
        FileNotFoundError: anyarch is not completely installed.
    """
    # All places at once: a value may itself look like a place.
    return re.sub(f"@({'|'.join(places)})@", lambda place: places[place[1]], text(template))


def is_marked(path: str, mark: bytes) -> bool:
    """Whether a file can be read, and its second line begins with the mark."""
    try:
        with open(path, "rb") as file:
            lines = file.read(_HEAD).split(b"\n", 2)
    except OSError:
        return False
    return len(lines) > 1 and lines[1].startswith(mark)


def text(name: str) -> str:
    """The text of a file of ``shell/``, from the wheel, or from the top of the source tree.

    Raises:
        FileNotFoundError: anyarch is not completely installed.
    """
    package = os.path.dirname(os.path.abspath(anyarch.__file__))
    for folder in (os.path.join(package, "shell"), os.path.join(package, "..", "..", "shell")):
        path = os.path.join(folder, name)
        if os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                return file.read()
    raise FileNotFoundError(f"anyarch is not completely installed: shell/{name} is missing")
