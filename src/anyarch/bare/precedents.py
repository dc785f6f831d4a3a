"""Precedents: what was decided about a run of a local foreign image that the engine executes (row 4 of the table).

A precedent counts for the very same words about the very same image, on the same kernel, for as long as a memo would
(`bare.memo`). So the next such command needs nothing of what the table would ask, and loads nothing of it. There is
only a salted digest of the words, which may be secret.

Whether a handler has changed shows only if the engine is on this machine. Otherwise a precedent may be out of date for
some minutes: docker then runs the local image for its own platform, as it would without anyarch.
"""

import posix

from anyarch.bare import memo, records
from anyarch.bare.endpoint import Endpoint
from anyarch.bare.memory import Remembered

try:
    from _blake2 import blake2b
except ImportError:  # a Python without it has the public one
    from hashlib import blake2b

# Variables that change what is said of a decision, or where.
_VARIABLES = ("ANYARCH_NOTICE", "ANYARCH_LOG", "XDG_STATE_HOME")
_BOOT = "/proc/sys/kernel/random/boot_id"
_HANDLERS = "/proc/sys/fs/binfmt_misc"
_LARGEST = 65536
_SALT = 16  # bytes


class Precedent:
    """What was decided, and what belongs to it.

    Attributes:
        platform: the platform that is added; empty for none.
        notice: the line for a terminal; empty for none.
        log: the path of the log.
        sentence: the line of the log, without its time; empty for none.
    """

    __slots__ = ("log", "notice", "platform", "sentence")

    def __init__(self, platform: str, notice: str, log: str, sentence: str) -> None:
        self.platform = platform
        self.notice = notice
        self.log = log
        self.sentence = sentence


class Case:
    """A command about an image.

    Args:
        subject: the command, as a memo has it.
        image: the ID of the local image.
        words: all words.
        environment: the environment variables.
    """

    __slots__ = ("said", "subject")

    def __init__(self, subject: memo.Subject, image: str, words: list[str], environment: dict[str, str]) -> None:
        variables = (environment.get(name, "") for name in _VARIABLES)
        self.subject = subject
        self.said = "\0".join([image, *variables, *words]).encode("utf-8", "surrogateescape")


def keep(case: Case, decided: Precedent, endpoint: Endpoint, remembered: Remembered, began: float) -> None:
    """Keep a precedent; the last three are `memo.keep`'s."""
    salt = posix.urandom(_SALT)
    fields = {
        "platform": decided.platform,
        "notice": decided.notice,
        "log": decided.log,
        "sentence": decided.sentence,
        "kernel": _kernel(),
        "salt": salt.hex(),
        "case": _digest(case, salt),
    }
    forget(case.subject)
    memo.keep(case.subject, endpoint, remembered, began, records.PRECEDENTS, fields)


def find(case: Case) -> Precedent | None:
    """The precedent for a command; None for none that counts."""
    fields = memo.find(case.subject, records.PRECEDENTS)
    try:
        is_same = fields["case"] == _digest(case, bytes.fromhex(fields["salt"])) and fields["kernel"] == _kernel()
        return Precedent(*(fields[name] for name in ("platform", "notice", "log", "sentence"))) if is_same else None
    except (KeyError, ValueError):
        return None


def forget(subject: memo.Subject) -> None:
    """Remove what there is about an image."""
    memo.forget(subject, records.PRECEDENTS)


def _digest(case: Case, salt: bytes) -> str:
    return blake2b(case.said, digest_size=16, key=salt).hexdigest()


def _kernel() -> str:
    """The boot of this machine, and its handlers, as the kernel prints them, in one line."""
    try:
        names = sorted(posix.listdir(_HANDLERS))
    except OSError:
        names = []
    contents = [_content(_BOOT), *(f"{name}: {_content(f'{_HANDLERS}/{name}')}" for name in names)]
    return " ".join(" ".join(contents).split())


def _content(path: str) -> str:
    try:
        descriptor = posix.open(path, posix.O_RDONLY | posix.O_CLOEXEC | posix.O_NONBLOCK)
    except OSError:
        return ""
    try:
        return posix.read(descriptor, _LARGEST).decode("utf-8", "replace")
    except OSError:
        return ""
    finally:
        posix.close(descriptor)
