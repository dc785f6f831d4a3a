"""The Python that the launcher starts, which a tracer can be put in front of."""

import os
import shlex
import sys
from collections.abc import Sequence


class Interpreter:
    """A program in place of the launcher's Python.

    Args:
        launcher: the file that starts it.
        path: where the program is to be.
    """

    def __init__(self, launcher: str, path: str) -> None:
        self._path = path
        self.follow(())
        with open(launcher, encoding="utf-8") as file:
            text = file.read()
        with open(launcher, "w", encoding="utf-8") as file:
            file.write(text.replace(shlex.quote(sys.executable), shlex.quote(path)))

    def follow(self, words: Sequence[str]) -> None:
        """From now on, start Python behind these words."""
        temporary = f"{self._path}.new"
        with open(temporary, "w", encoding="utf-8") as file:
            file.write(f'#!/bin/bash\nexec {shlex.join([*words, sys.executable])} "$@"\n')
        os.chmod(temporary, 0o755)  # noqa: S103 - a program
        os.replace(temporary, self._path)
