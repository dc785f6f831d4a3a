"""Which platforms an image is offered for: from the cache, or else from the engine and the registry.

An answer for a digest never expires. One for a tag is valid for the setting ``catalog.lifetime``. After that, if a
HEAD, which does not count as a pull, shows that the tag still has the same digest, it is valid for as long again.
Before a command is changed because of it, it has to be `confirmed`, which accepts it without a HEAD only for
`lifetimes.CONFIRMED`: another image may have been pushed since. A refusal or a timeout is cached for minutes
(`refusals`), and raised again until then. If several commands need the same answer at once, one of them asks (`turns`).

Image IDs never come here: they are not names (`references.parse`).
"""

from anyarch.bare import lifetimes
from anyarch.catalog import asker, proof, refusals, sizes, turns
from anyarch.catalog.reach import Reach
from anyarch.catalog.records import Known, Records, Refusal
from anyarch.catalog.sizes import Size
from anyarch.catalog.sources import Sources
from anyarch.decision.facts import Offered
from anyarch.engine import Engine, credentials
from anyarch.oci.platforms import Platform
from anyarch.oci.references import Reference
from anyarch.person.errors import EngineError, RefusedError, RegistryError, SilentError
from anyarch.person.text import ago


class Catalog:
    """What images are offered for, to one engine and within its deadline."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._cache_folder = engine.cache_folder
        self._lifetime = engine.settings.catalog_lifetime
        self._reach = Reach(engine)
        self._asked: dict[Reference, Offered] = {}
        self._confirmed: dict[Reference, Offered] = {}

    def look_up(self, reference: Reference, *, live: bool = False) -> Offered:
        """What is offered under a complete name; if `live`, as of this command, whatever is cached.

        Raises:
            EngineError: there is no answer, now or minutes ago.
        """
        if reference in self._asked:
            return self._asked[reference]
        if live:
            return self._fetched(reference, *self._of(reference), None)
        return self._valid(reference, self._lifetime)

    def confirmed(self, reference: Reference) -> Offered:
        """What was offered under a complete name within the last minutes; asks by HEAD if that is enough.

        Raises:
            EngineError: there is no answer, now or minutes ago.
        """
        current = self._asked.get(reference) or self._confirmed.get(reference)
        return current or self._valid(reference, min(lifetimes.CONFIRMED, self._lifetime))

    def rely_on(self, reference: Reference, offered: Offered) -> None:
        """Treat this as confirmed in this command, to show what is cached and what would follow from it."""
        self._confirmed[reference] = offered

    def refresh(self, reference: Reference) -> Offered:
        """What is offered under a complete name now; asks by HEAD if that is enough.

        Raises:
            EngineError: there is no answer.
        """
        records, sources = self._of(reference)
        return self._fetched(reference, records, sources, records.known(reference))

    def known(self, reference: Reference) -> Known | None:
        """What is cached under a complete name, however old; None for nothing."""
        return self._of(reference)[0].known(reference)

    def add(self, reference: Reference, known: Known) -> None:
        """Cache what another machine has found out, unless something as new is cached."""
        records = self._of(reference)[0]
        own = records.known(reference)
        if own is None or own.seen < known.seen:
            records.keep(reference, known.offered, known.seen)

    def sizes(self, reference: Reference, offered: Offered) -> tuple[Size, ...]:
        """The digest and the size of each platform's image; empty if the registry cannot be asked."""
        return sizes.find(*self._of(reference), reference, offered)

    def has(self, reference: Reference, digest: str) -> bool:
        """Whether the registry has a manifest or index with that digest in the repository now; no for no answer."""
        return proof.has(self._engine, self._of(reference)[1], reference, digest)

    def configurations(self, reference: Reference, platform: Platform) -> frozenset[str]:
        """The digests of the configurations that the registry has under a name now, for that platform or for none.

        Empty if the registry cannot be asked from here, or does not answer. Each counts as a pull.
        """
        return proof.configurations(self._of(reference)[1], reference, platform)

    def is_asked_by_helper(self, reference: Reference) -> bool:
        """Whether docker gets the login from a credential helper, which may have told anyarch less than docker."""
        return bool(self._origin(reference).helper)

    def tags(self, reference: Reference) -> list[str]:
        """The tags in the repository; empty if the registry cannot be asked."""
        registry = self._of(reference)[1].registry()
        try:
            return registry.tags() if registry else []
        except (EngineError, RegistryError):
            return []

    def _valid(self, reference: Reference, lifetime: float) -> Offered:
        records, sources = self._of(reference)
        offered = self._cached(reference, records, lifetime)
        if offered:
            return offered
        with turns.taken(records.cache_folder, str(reference), self._engine.seconds_left):
            offered = self._cached(reference, records, lifetime)
            return offered or self._fetched(reference, records, sources, records.known(reference))

    def _cached(self, reference: Reference, records: Records, lifetime: float) -> Offered | None:
        """What is cached and younger than `lifetime`; None for nothing.

        Raises:
            RefusedError: a refusal is cached.
        """
        known = records.known(reference)
        if known and (reference.digest or known.age < lifetime):
            return known.offered
        refusal = records.refusal(str(reference))
        if refusal and refusal.holds_within(self._engine.seconds_left):
            raise RefusedError(f"{refusal.sentence.removesuffix('.')} ({ago(refusal.age)}).", refusal.status)
        return None

    def _fetched(self, reference: Reference, records: Records, sources: Sources, known: Known | None) -> Offered:
        patience = self._engine.seconds_left
        try:
            if known and not reference.digest and sources.is_unchanged(known.offered.digest):
                records.keep(reference, known.offered)
                self._confirmed[reference] = known.offered
                return known.offered
            offered = sources.offered()
        except EngineError as error:
            self._remember(reference, records, error, patience)
            raise
        self._asked[reference] = offered
        records.keep(reference, offered)
        return offered

    @staticmethod
    def _remember(reference: Reference, records: Records, error: Exception, patience: float) -> None:
        """Cache a refusal, or that there was no answer within so many seconds."""
        seconds = refusals.remembered_for(error)
        if seconds:
            status = error.status if isinstance(error, RefusedError) else 0
            waited = patience if isinstance(error, SilentError) else 0.0
            records.refuse(str(reference), Refusal(str(error), status, waited), seconds)

    def _of(self, reference: Reference) -> tuple[Records, Sources]:
        origin = self._origin(reference)
        who = asker.fingerprint(self._cache_folder, origin)
        records = Records("" if who is None else self._cache_folder, self._engine.address, who or "")
        return records, Sources(self._engine, reference, origin, records, self._reach)

    def _origin(self, reference: Reference) -> credentials.Origin:
        return credentials.origin(self._engine.endpoint.configuration, reference.domain, self._engine.environment)
