"""Which platforms an image is offered for: what is remembered, and else what the engine and the registry say.

An answer under a digest never grows old. One under a tag is taken as it is for the setting ``catalog.lifetime``, and
then revalidated: if the registry says by a HEAD, which is no pull, that the tag stands for the same digest, it is as
good as new. Who is about to change a command by it has it `confirmed`, which takes it as it is for `_SURE` seconds
only: somebody may have pushed another image since. A refusal and a silence are remembered for minutes (`refusals`), and
answer with what was said then.

IDs never come here: they are no names (`references.parse`).
"""

from anyarch.catalog import asker, refusals
from anyarch.catalog.records import Known, Records, Refusal
from anyarch.catalog.sizes import Content, contents
from anyarch.catalog.sources import Sources, Way
from anyarch.decision.facts import Offered
from anyarch.engine import credentials
from anyarch.engine.connection import UnreachableError
from anyarch.engine.questions import RefusedError
from anyarch.oci.references import Reference
from anyarch.registry.errors import UnansweredError

_SURE = 300


class Catalog:
    """What one engine can have.

    Args:
        cache_folder: see `cache.folder`.
        lifetime: seconds for which an answer under a tag is taken as it is.
        way: how to ask for what is not known.
    """

    def __init__(self, cache_folder: str, lifetime: float, way: Way) -> None:
        self._cache_folder = cache_folder
        self._lifetime = lifetime
        self._way = way
        self._asked: dict[Reference, Offered] = {}
        self._confirmed: dict[Reference, Offered] = {}

    def look_up(self, reference: Reference, *, live: bool = False) -> Offered:
        """What is offered under a complete name.

        Args:
            reference: the complete name.
            live: as of this command, whatever is remembered from before.

        Raises:
            RefusedError, UnreachableError: nobody can say, now or a few minutes ago.
        """
        if reference in self._asked:
            return self._asked[reference]
        records, sources = self._of(reference)
        known = None if live else records.known(reference)
        if known and (reference.digest or known.age < self._lifetime):
            return known.offered
        if not live:
            self._respect_refusal(reference, records)
        return self._fetched(reference, records, sources, known)

    def confirmed(self, reference: Reference) -> Offered:
        """What is offered under a complete name as of the last minutes, by a HEAD where that is enough.

        Raises:
            RefusedError, UnreachableError: nobody can say, now or a few minutes ago.
        """
        current = self._asked.get(reference) or self._confirmed.get(reference)
        if current:
            return current
        records, sources = self._of(reference)
        known = records.known(reference)
        if known and (reference.digest or known.age < min(_SURE, self._lifetime)):
            return known.offered
        self._respect_refusal(reference, records)
        return self._fetched(reference, records, sources, known)

    def rely_on(self, reference: Reference, offered: Offered) -> None:
        """Take this for confirmed in this command: for who shows what is remembered, and what would follow from it."""
        self._confirmed[reference] = offered

    def refresh(self, reference: Reference) -> Offered:
        """What is offered under a complete name as of now: by a HEAD where it is known and unchanged.

        Raises:
            RefusedError, UnreachableError: nobody can say.
        """
        records, sources = self._of(reference)
        return self._fetched(reference, records, sources, records.known(reference))

    def known(self, reference: Reference) -> Known | None:
        """What is remembered under a complete name, however old; None for nothing."""
        return self._of(reference)[0].known(reference)

    def add(self, reference: Reference, known: Known) -> None:
        """Remember what somebody else has found out, unless as much or more is known."""
        records = self._of(reference)[0]
        own = records.known(reference)
        if own is None or own.seen < known.seen:
            records.keep(reference, known.offered, known.seen)

    def contents(self, reference: Reference, offered: Offered) -> tuple[Content, ...]:
        """The digest and the size of each platform's image; empty where the registry cannot be asked."""
        return contents(*self._of(reference), reference, offered)

    def tags(self, reference: Reference) -> list[str]:
        """The tags of the name's repository; empty where the registry cannot be asked."""
        registry = self._of(reference)[1].registry()
        try:
            return registry.tags() if registry else []
        except (RefusedError, UnansweredError):
            return []

    def _fetched(self, reference: Reference, records: Records, sources: Sources, known: Known | None) -> Offered:
        try:
            if known and not reference.digest and sources.is_unchanged(known.offered.digest):
                records.keep(reference, known.offered)
                self._confirmed[reference] = known.offered
                return known.offered
            offered = sources.offered()
        except (RefusedError, UnreachableError) as error:
            self._remember(reference, records, error)
            raise
        self._asked[reference] = offered
        records.keep(reference, offered)
        return offered

    def _respect_refusal(self, reference: Reference, records: Records) -> None:
        if refusal := records.refusal(str(reference)):
            raise RefusedError(f"{refusal.sentence.removesuffix('.')} (a few minutes ago).", refusal.status)

    def _remember(self, reference: Reference, records: Records, error: Exception) -> None:
        """Keep a refusal; but not that a helper's login was refused, as the helper may know a better one any moment."""
        seconds = refusals.remembered_for(error)
        denied = isinstance(error, RefusedError) and error.status in refusals.DENIALS
        if seconds and not (denied and self._origin(reference).helper):
            status = error.status if isinstance(error, RefusedError) else 0
            records.refuse(str(reference), Refusal(str(error), status), seconds)

    def _of(self, reference: Reference) -> tuple[Records, Sources]:
        origin = self._origin(reference)
        who = asker.fingerprint(self._cache_folder, origin)
        records = Records("" if who is None else self._cache_folder, self._way.endpoint.host, who or "")
        return records, Sources(self._way, reference, origin, records)

    def _origin(self, reference: Reference) -> credentials.Origin:
        return credentials.origin(self._way.endpoint.configuration, reference.domain, self._way.environment)
