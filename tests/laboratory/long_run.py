"""A long run that a person starts: it prints each line at once, also into a file, and says what ^C has left."""

import functools
import sys
from collections.abc import Callable
from typing import NoReturn

INTERRUPTED = 130

say = functools.partial(print, flush=True)


def start(main: Callable[[], int], interrupted: str) -> NoReturn:
    """Exit with the status of a main program, or with `INTERRUPTED` after ^C."""
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        say(interrupted)
        sys.exit(INTERRUPTED)
