"""The files in ``shell/``: find them, fill them in, and recognize what was made from them.

A template has placeholders such as ``@DOCKER@``. The caller quotes the values for the shell. The second line of a file
made from a template begins with a mark, by which it is recognized under any name and in any folder.
"""

import os
import re

import anyarch
from anyarch.bare import files

_HEAD = 4096


def filled(template: str, **places: str) -> str:
    """The template's text with each placeholder filled.

    Raises:
        FileNotFoundError: anyarch is not completely installed.
    """
    # All at once, because a value may look like a placeholder.
    return re.sub(f"@({'|'.join(places)})@", lambda place: places[place[1]], text(template))


def is_marked(path: str, mark: bytes) -> bool:
    """Whether a file is readable and its second line begins with the mark."""
    try:
        with open(path, "rb", opener=files.at_once) as file:
            lines = file.read(_HEAD).split(b"\n", 2)
    except OSError:
        return False
    return len(lines) > 1 and lines[1].startswith(mark)


def text(name: str) -> str:
    """The text of a file in ``shell/``: the folder in the installed package, or at the top of the source tree.

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
