"""Containers of which nothing is real but their states: created, running, exited, removed.

A container exits as soon as it is started, unless it was created to run until it is killed. Every wait ends when the
table is closed.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from threading import Condition
from typing import Any


class State(StrEnum):
    """Where a container is in its life, as `State.Status` and `docker ps` name it."""

    CREATED = "created"
    RUNNING = "running"
    EXITED = "exited"
    REMOVED = "removed"


@dataclass(eq=False)
class Container:
    """A container; only its table changes it.

    Attributes:
        configuration: The body of the request that created it.
        end: What it exits with as soon as it is started; None if it runs until it is killed.
        exits: How often it has exited.
    """

    configuration: dict[str, Any]
    name: str
    end: int | None
    identifier: str = field(default_factory=lambda: secrets.token_hex(32))
    state: State = State.CREATED
    exit_status: int = 0
    exits: int = 0

    @property
    def has_terminal(self) -> bool:
        return bool(self.configuration.get("Tty"))


class Containers:
    """The containers by name and identifier; safe to use from several threads."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._by_identifier: dict[str, Container] = {}
        self._closed = False

    def create(self, configuration: dict[str, Any], name: str, end: int | None) -> Container:
        container = Container(configuration, name or f"container_{secrets.token_hex(4)}", end)
        with self._changed:
            self._by_identifier[container.identifier] = container
        return container

    def all(self) -> list[Container]:
        """Those not removed, the newest first, as `docker ps` shows them."""
        with self._changed:
            return [*reversed(self._by_identifier.values())]

    def find(self, word: str) -> Container | None:
        """The container whose name the word is, or whose identifier starts with it."""
        if found := self._by_identifier.get(word):
            return found
        for container in self.all():
            if container.name == word or container.identifier.startswith(word):
                return container
        return None

    def start(self, container: Container) -> None:
        with self._changed:
            container.state = State.RUNNING
            self._changed.notify_all()
        if container.end is not None:
            self.exit(container, container.end)

    def exit(self, container: Container, status: int) -> None:
        with self._changed:
            if container.state is not State.RUNNING:
                return
            container.state, container.exit_status, container.exits = State.EXITED, status, container.exits + 1
            self._changed.notify_all()
        if (container.configuration.get("HostConfig") or {}).get("AutoRemove"):
            self.remove(container)

    def remove(self, container: Container) -> None:
        with self._changed:
            self._by_identifier.pop(container.identifier, None)
            container.state = State.REMOVED
            self._changed.notify_all()

    def await_start(self, container: Container) -> None:
        self._await(lambda: container.state is not State.CREATED)

    def await_end(self, container: Container) -> None:
        self._await(lambda: container.state in {State.EXITED, State.REMOVED})

    def waiter(self, container: Container, condition: str) -> Callable[[], int]:
        """The function that waits for an end of the container, counted from now, and gives its exit status.

        The condition is `next-exit`, `removed`, or (as an empty one) `not-running`.
        """
        before = container.exits
        reached: dict[str, Callable[[], bool]] = {
            "next-exit": lambda: container.exits > before or container.state is State.REMOVED,
            "removed": lambda: container.state is State.REMOVED,
        }
        is_over = reached.get(condition, lambda: container.state is not State.RUNNING)

        def wait() -> int:
            self._await(is_over)
            return container.exit_status

        return wait

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _await(self, is_reached: Callable[[], bool]) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._closed or is_reached())
