"""The end of a container's log: no more than is searched, and something even if the whole is too large."""

import struct
from collections.abc import Callable

import pytest

from anyarch.bare.unix_socket import Answer
from anyarch.engine import Engine, containers
from anyarch.person.errors import UnreachableError
from tests.laboratory import asked

LONGEST = 1 << 16


def log(monkeypatch: pytest.MonkeyPatch, answer: Callable[[str], Answer]) -> str:
    """The log that is read of an engine that answers so."""
    monkeypatch.setattr(Engine, "get", lambda _, target: answer(target))
    return containers.log(asked.engine("unix:///nowhere.sock"), {"Id": "c", "Config": {"Tty": False}})


def framed(*parts: bytes) -> bytes:
    return b"".join(struct.pack(">BxxxI", 2, len(part)) + part for part in parts)


def test_only_the_end_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    body = framed(b"x" * LONGEST, b"last line\n")
    assert log(monkeypatch, lambda _: Answer(200, body)) == "x" * (LONGEST - len("last line\n")) + "last line\n"


def test_fewer_lines_are_asked_for_if_the_answer_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(target: str) -> Answer:
        lines = int(target.rpartition("=")[2])
        if lines > 10:
            raise UnreachableError("The answer is too large.")
        return Answer(200, framed(b"line\n" * lines))

    assert log(monkeypatch, answer) == "line\n" * 10


def test_a_log_that_the_engine_does_not_keep_is_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    assert log(monkeypatch, lambda _: Answer(501, b"")) == ""
