"""A word at the terminal if a look-up takes long: without it, docker would seem to hang.

It is said only if the image is not local. Then docker itself has to ask the registry, and anyarch takes its time.
"""

import threading
from types import TracebackType
from typing import Self

from anyarch.person import notice, unwinding
from anyarch.person.settings import Settings


class Waiting:
    """The wait for what a registry has, during a block.

    Args:
        image: IMAGE as it was typed.
        chosen: the settings.
    """

    def __init__(self, image: str, chosen: Settings) -> None:
        self._timer = threading.Timer(chosen.lookup_timeout, notice.say, [f"Asking which platforms {image} has ..."])
        self._timer.daemon = True
        self._is_wanted = notice.is_wanted(chosen.notice, is_hopeless=False)

    def begin(self) -> None:
        """The wait begins."""
        if self._is_wanted:
            with unwinding.held():  # as in `person.patience`
                self._timer.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._timer.cancel()
