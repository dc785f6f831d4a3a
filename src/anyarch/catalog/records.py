"""What the catalog keeps: what an image is offered for, and that a question was refused. Both in `cache`'s records.

Records belong to the engine that answered, because its mirrors and its registries' certificates are its own, and to
whoever asked (`asker`). A record that does not read as it should is none.
"""

import time
from typing import NamedTuple

from anyarch import cache, platforms
from anyarch.answers import Offered
from anyarch.references import Reference

OFFERED = "offered"
REFUSED = "refused"


class Known(NamedTuple):
    """What is known of an image, and the time of the clock when a registry last confirmed it."""

    offered: Offered
    seen: int

    @property
    def age(self) -> float:
        """Seconds since it was confirmed."""
        return time.time() - self.seen


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
        return read_known(cache.read(self._cache_folder, OFFERED, self._key(reference)))

    def keep(self, reference: Reference, offered: Offered, seen: int | None = None) -> None:
        """Remember what a registry has confirmed, just now unless `seen` says when."""
        fields = {
            "name": str(reference),
            "digest": offered.digest,
            "index": "yes" if offered.is_index else "no",
            "platforms": " ".join(str(platform) for platform in offered.platforms),
            "engine": self._engine,
            "asker": self._who,
            "seen": str(int(time.time()) if seen is None else seen),
        }
        cache.write(self._cache_folder, OFFERED, self._key(reference), fields)

    def refusal(self, subject: str) -> str:
        """Why a question about a name need not be asked now, in one sentence; empty if it may be asked."""
        fields = cache.read(self._cache_folder, REFUSED, self._key(subject))
        try:
            left = int(fields["until"]) - time.time()
            return fields["sentence"] if 0 < left <= int(fields["seconds"]) else ""
        except (KeyError, ValueError):
            return ""

    def refuse(self, subject: str, sentence: str, seconds: int) -> None:
        """Remember for so many seconds that there was no answer, and why."""
        fields = {
            "name": subject,
            "sentence": " ".join(sentence.split()),
            "engine": self._engine,
            "asker": self._who,
            "seconds": str(seconds),
            "until": str(int(time.time()) + seconds),
        }
        cache.write(self._cache_folder, REFUSED, self._key(subject), fields)

    def _key(self, subject: Reference | str) -> str:
        return f"{self._engine} {subject} {self._who}".rstrip()


def read_known(fields: dict[str, str]) -> Known | None:
    """A record's meaning; None if it has none."""
    try:
        found = tuple(platforms.parse(word) for word in fields["platforms"].split())
        known = Known(Offered(found, fields["digest"], fields["index"] == "yes"), int(fields["seen"]))
    except (KeyError, ValueError):
        return None
    return known if known.age >= 0 else None
