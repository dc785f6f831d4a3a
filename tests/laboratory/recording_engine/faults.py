"""Ways in which an engine fails its client.

Each stands in `Answers.faults` under the path that it spoils. A plain Answer there is a fault too: an error status, or
JSON of the wrong types. All of them end as soon as the engine closes; that a client has gone they notice when they next
send or read.
"""

import json
from dataclasses import dataclass

from tests.laboratory.recording_engine.answers import Answer
from tests.laboratory.recording_engine.exchange import Exchange, head

_BLOCK = b" " * 65536


@dataclass(frozen=True)
class Hang:
    """Never answers, and keeps the connection open."""

    def play(self, exchange: Exchange) -> None:
        exchange.drain()


@dataclass(frozen=True)
class Garbage:
    """Sends bytes that are not HTTP, unless others are given, and closes."""

    content: bytes = b"\x16\x03\x01 not HTTP \xff\x00\r\n\r\n"

    def play(self, exchange: Exchange) -> None:
        exchange.raw(self.content)


@dataclass(frozen=True)
class Trickle:
    """Sends a proper answer, head and body, byte by byte."""

    answer: Answer
    pause: float

    def play(self, exchange: Exchange) -> None:
        content = _content(self.answer)
        for byte in _head(self.answer, len(content)) + content:
            exchange.raw(bytes([byte]))
            if exchange.closing.wait(self.pause):
                return


@dataclass(frozen=True)
class Flood:
    """Answers 200 with a body of so many spaces, its size not announced."""

    size: int

    def play(self, exchange: Exchange) -> None:
        with exchange.chunks() as send:
            for sent in range(0, self.size, len(_BLOCK)):
                send(_BLOCK[: self.size - sent])


@dataclass(frozen=True)
class Redirect:
    """Sends the client elsewhere, as no engine does."""

    location: str

    def play(self, exchange: Exchange) -> None:
        exchange.answer(307, headers={"Location": self.location})


def cut_off(answer: Answer) -> Garbage:
    """Closes in the middle of an answer's body, of which it announces all."""
    content = _content(answer)
    return Garbage(_head(answer, len(content)) + content[: len(content) // 2])


def wrong_length(answer: Answer, claimed: int) -> Garbage:
    """Sends a whole answer with a Content-Length, in bytes, that is not its own, and closes."""
    return Garbage(_head(answer, claimed) + _content(answer))


def crumbs(size: int) -> Garbage:
    """Answers 200 with a body of so many spaces, each in a chunk of its own, all at once, and closes."""
    headers = {"Content-Type": "application/json", "Transfer-Encoding": "chunked"}
    return Garbage(head(200, headers) + b"1\r\n \r\n" * size + b"0\r\n\r\n")


def _content(answer: Answer) -> bytes:
    return json.dumps(answer.document).encode()


def _head(answer: Answer, length: int) -> bytes:
    return head(answer.status, {"Content-Type": "application/json", "Content-Length": length})
