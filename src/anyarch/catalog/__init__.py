"""Which platforms an image is offered for: the cache, in front of the engine's look-up in the registry.

An answer under a digest never grows old; one under a tag lives for the setting ``catalog.lifetime``. Answers belong to
the engine that gave them, because its mirrors and its registries' certificates are its own. Refusals and silence are
not remembered here.
"""

import time
from collections.abc import Callable

from anyarch import cache, platforms
from anyarch.decision import Offered
from anyarch.references import Reference

_KIND = "offered"


class Catalog:
    """The answers of one engine.

    Args:
        cache_folder: see `cache.folder`.
        engine: the engine's address.
        lifetime: seconds for which an answer under a tag is taken as it is.
    """

    def __init__(self, cache_folder: str, engine: str, lifetime: float) -> None:
        self._cache_folder = cache_folder
        self._engine = engine
        self._lifetime = lifetime

    def look_up(self, reference: Reference, ask: Callable[[], Offered], *, live: bool) -> Offered:
        """What is offered under a complete name: remembered, or else from `ask`, whose errors are the caller's.

        Args:
            reference: the complete name.
            ask: the look-up itself; what it finds is kept.
            live: ask in any case.
        """
        key = f"{self._engine} {reference}"
        known = None if live else self._recall(cache.read(self._cache_folder, _KIND, key), reference)
        if known:
            return known
        offered = ask()
        fields = {
            "name": str(reference),
            "digest": offered.digest,
            "index": "yes" if offered.is_index else "no",
            "platforms": " ".join(str(platform) for platform in offered.platforms),
            "seen": str(int(time.time())),
        }
        cache.write(self._cache_folder, _KIND, key, fields)
        return offered

    def _recall(self, fields: dict[str, str], reference: Reference) -> Offered | None:
        try:
            age = time.time() - int(fields["seen"])
            if not reference.digest and not 0 <= age < self._lifetime:
                return None
            found = tuple(platforms.parse(word) for word in fields["platforms"].split())
            return Offered(found, fields["digest"], fields["index"] == "yes")
        except (KeyError, ValueError):
            return None
