"""The catalog's records in the cache: what an image is offered for, its sizes, and what was refused.

A record belongs to the engine that answered, which has its own mirrors and certificates, and to the login that asked
(`asker`). A malformed record is ignored.
"""

import time
from typing import NamedTuple

from anyarch.bare import records
from anyarch.decision.facts import Offered
from anyarch.oci import platforms
from anyarch.oci.references import Reference

_MUCH_LONGER = 1.5


class Known(NamedTuple):
    """What an image is offered for, and when a registry last confirmed it, in seconds since the epoch."""

    offered: Offered
    seen: int

    @property
    def age(self) -> float:
        """Seconds since it was confirmed."""
        return time.time() - self.seen


class Refusal(NamedTuple):
    """Why there is no answer.

    Attributes:
        sentence: one sentence.
        status: the HTTP status, or 0.
        patience: for how many seconds an answer was waited for in vain; 0 if there was one.
        age: how many seconds ago that was.
    """

    sentence: str
    status: int
    patience: float = 0.0
    age: float = 0.0

    def holds_within(self, seconds: float) -> bool:
        """Whether asking again is in vain if there are that many seconds for it."""
        return not self.patience or seconds < self.patience * _MUCH_LONGER


class Records:
    """The records of one engine and one asker.

    Args:
        cache_folder: see `bare.records.folder`; empty to cache nothing.
        engine: the engine's address.
        who: the login's fingerprint (`asker`).

    Attributes:
        cache_folder: as given.
    """

    def __init__(self, cache_folder: str, engine: str, who: str) -> None:
        self.cache_folder = cache_folder
        self._engine = engine
        self._who = who

    def known(self, reference: Reference) -> Known | None:
        """What is cached under a complete name, however old; None for nothing."""
        return read_known(self.read(records.OFFERED, str(reference)))

    def keep(self, reference: Reference, offered: Offered, seen: int | None = None) -> None:
        """Cache what a registry has confirmed: now, or when `seen` says."""
        fields = {
            "digest": offered.digest,
            "index": "yes" if offered.is_index else "no",
            "complete": "yes" if offered.is_complete else "no",
            "platforms": " ".join(str(platform) for platform in offered.platforms),
            "seen": str(int(time.time()) if seen is None else seen),
        }
        self.write(records.OFFERED, str(reference), fields)

    def refusal(self, subject: str) -> Refusal | None:
        """The refusal of a request about a name or a registry, while it is valid; None for none."""
        return read_refusal(self.read(records.REFUSED, subject))

    def refuse(self, subject: str, refusal: Refusal, seconds: int) -> None:
        """Cache for that many seconds that there was no answer, and why."""
        fields = {
            "sentence": " ".join(refusal.sentence.split()),
            "status": str(refusal.status),
            "patience": f"{refusal.patience:.1f}",
            "seconds": str(seconds),
            "until": str(int(time.time()) + seconds),
        }
        self.write(records.REFUSED, subject, fields)

    def read(self, kind: str, subject: str) -> dict[str, str]:
        """The fields of one record; empty for none."""
        return records.read(self.cache_folder, kind, self._key(subject))

    def write(self, kind: str, subject: str, fields: dict[str, str]) -> None:
        """Write one record, which also says what it is about."""
        about = {"name": subject, "engine": self._engine, "asker": self._who}
        records.write(self.cache_folder, kind, self._key(subject), {**about, **fields})

    def _key(self, subject: str) -> str:
        return f"{self._engine} {subject} {self._who}".rstrip()


def read_known(fields: dict[str, str]) -> Known | None:
    """What a record says of an image; None if it is malformed."""
    try:
        found = tuple(platforms.parse(word) for word in fields["platforms"].split())
        is_complete = fields.get("complete") != "no"  # records of earlier versions do not say
        known = Known(Offered(found, fields["digest"], fields["index"] == "yes", is_complete), int(fields["seen"]))
    except (KeyError, ValueError):
        return None
    return known if known.age >= 0 else None


def read_refusal(fields: dict[str, str]) -> Refusal | None:
    """The refusal in a record; None if it is malformed or no longer valid."""
    try:
        left = int(fields["until"]) - time.time()
        age = int(fields["seconds"]) - left
        refusal = Refusal(fields["sentence"], int(fields["status"]), float(fields.get("patience", 0)), age)
    except (KeyError, ValueError):
        return None
    return refusal if left > 0 and age >= 0 else None
