"""What the catalog keeps in `bare.records`: what an image is offered for, its sizes, and what was refused.

Records belong to the engine that answered, because its mirrors and its registries' certificates are its own, and to
the login that asked (`asker`). A record that does not read as it should counts as none.
"""

import time
from typing import NamedTuple

from anyarch.bare import records
from anyarch.decision.facts import Offered
from anyarch.oci import platforms
from anyarch.oci.references import Reference


class Known(NamedTuple):
    """What is known of an image, and the time of the clock when a registry last confirmed it."""

    offered: Offered
    seen: int

    @property
    def age(self) -> float:
        """Seconds since it was confirmed."""
        return time.time() - self.seen


class Refusal(NamedTuple):
    """Why a question need not be asked now: one sentence, and the status code that stands behind it, or 0."""

    sentence: str
    status: int


class Records:
    """The records of one engine and one asker.

    Args:
        cache_folder: see `cache.folder`; empty for a catalog that remembers nothing.
        engine: the engine's address.
        who: the asker's fingerprint.
    """

    def __init__(self, cache_folder: str, engine: str, who: str) -> None:
        self._cache_folder = cache_folder
        self._engine = engine
        self._who = who

    def known(self, reference: Reference) -> Known | None:
        """What is known under a complete name, however old; None for nothing."""
        return read_known(self.read(records.OFFERED, str(reference)))

    def keep(self, reference: Reference, offered: Offered, seen: int | None = None) -> None:
        """Remember what a registry has confirmed, just now unless `seen` says when."""
        fields = {
            "digest": offered.digest,
            "index": "yes" if offered.is_index else "no",
            "platforms": " ".join(str(platform) for platform in offered.platforms),
            "seen": str(int(time.time()) if seen is None else seen),
        }
        self.write(records.OFFERED, str(reference), fields)

    def refusal(self, subject: str) -> Refusal | None:
        """Why a question about a name need not be asked now; None if it may be asked."""
        return read_refusal(self.read(records.REFUSED, subject))

    def refuse(self, subject: str, refusal: Refusal, seconds: int) -> None:
        """Remember for so many seconds that there was no answer, and why."""
        fields = {
            "sentence": " ".join(refusal.sentence.split()),
            "status": str(refusal.status),
            "seconds": str(seconds),
            "until": str(int(time.time()) + seconds),
        }
        self.write(records.REFUSED, subject, fields)

    def read(self, kind: str, subject: str) -> dict[str, str]:
        """The fields of one record; empty for none."""
        return records.read(self._cache_folder, kind, self._key(subject))

    def write(self, kind: str, subject: str, fields: dict[str, str]) -> None:
        """Replace one record; what it is about is written into it as well."""
        about = {"name": subject, "engine": self._engine, "asker": self._who}
        records.write(self._cache_folder, kind, self._key(subject), {**about, **fields})

    def _key(self, subject: str) -> str:
        return f"{self._engine} {subject} {self._who}".rstrip()


def read_known(fields: dict[str, str]) -> Known | None:
    """A record's meaning; None if it has none."""
    try:
        found = tuple(platforms.parse(word) for word in fields["platforms"].split())
        known = Known(Offered(found, fields["digest"], fields["index"] == "yes"), int(fields["seen"]))
    except (KeyError, ValueError):
        return None
    return known if known.age >= 0 else None


def read_refusal(fields: dict[str, str]) -> Refusal | None:
    """A record's meaning; None if it has none, or none any more."""
    try:
        left = int(fields["until"]) - time.time()
        refusal = Refusal(fields["sentence"], int(fields["status"]))
        return refusal if 0 < left <= int(fields["seconds"]) else None
    except (KeyError, ValueError):
        return None
