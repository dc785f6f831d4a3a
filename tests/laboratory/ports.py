"""Ports on 127.0.0.1 for programs that have to be told one.

They are chosen at random below those that the kernel gives to connections and to programs that leave the choice to it,
so that hardly anything else takes one before its program does, however much runs on the machine.
"""

import contextlib
import random
import socket

CHOICE = range(10_000, 30_000)


def free(number: int = 1) -> list[int]:
    with contextlib.ExitStack() as stack:
        found: list[int] = []
        while len(found) < number:
            port = random.choice(CHOICE)  # noqa: S311 - no secret
            with contextlib.suppress(OSError):
                stack.enter_context(socket.create_server(("127.0.0.1", port)))
                found.append(port)
        return found
