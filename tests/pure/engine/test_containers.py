"""The end of a container's log: no more than is searched, and something even if the whole is too large."""

import struct
from collections.abc import Callable

import pytest

from anyarch.bare.unix_socket import Answer
from anyarch.engine import Engine, containers
from anyarch.person.errors import UnreachableError
from tests.laboratory import asked

LONGEST = 1 << 16
DOCUMENT = {"Id": "c", "Config": {"Tty": False}}
Answering = Callable[[str], Answer]


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Callable[[Answering], Engine]:
    def answering(answer: Answering) -> Engine:
        monkeypatch.setattr(Engine, "get", lambda _, target: answer(target))
        return asked.engine("unix:///nowhere.sock")

    return answering


def framed(*parts: bytes) -> bytes:
    return b"".join(struct.pack(">BxxxI", 2, len(part)) + part for part in parts)


def test_only_the_end_is_read(engine: Callable[[Answering], Engine]) -> None:
    body = framed(b"x" * LONGEST, b"last line\n")
    log = containers.log(engine(lambda _: Answer(200, body)), DOCUMENT)
    assert len(log) == LONGEST
    assert log.endswith("xlast line\n")


def test_fewer_lines_are_asked_for_if_the_answer_is_too_large(engine: Callable[[Answering], Engine]) -> None:
    def answer(target: str) -> Answer:
        lines = int(target.rpartition("=")[2])
        if lines > 10:
            raise UnreachableError("The answer is too large.")
        return Answer(200, framed(b"line\n" * lines))

    assert containers.log(engine(answer), DOCUMENT) == "line\n" * 10


def test_a_log_that_the_engine_does_not_keep_is_empty(engine: Callable[[Answering], Engine]) -> None:
    assert containers.log(engine(lambda _: Answer(501, b"")), DOCUMENT) == ""
