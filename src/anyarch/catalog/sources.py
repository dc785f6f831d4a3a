"""Who is asked what an image is offered for: the engine, and the registry itself only if needed.

The engine has the mirrors, proxies, and certificates that a pull will use. The registry is asked only for what the
engine cannot say, or not cheaply: the platform of a single manifest in OCI format, which is in the image's
configuration, and by HEAD whether a tag has moved. Its answers need no trust: the first is checked against the digest
from the engine, the second can only confirm a known digest.

How it is reached is in `reach`. A registry that cannot be reached from here is not asked again for a while.
"""

from typing import TYPE_CHECKING

from anyarch.bare import lifetimes
from anyarch.catalog.reach import SHARE, Reach
from anyarch.catalog.records import Records, Refusal
from anyarch.catalog.refusals import RATE_LIMITED
from anyarch.decision.facts import Offered
from anyarch.engine import Engine, credentials, questions
from anyarch.engine.credentials import Login, Origin
from anyarch.oci import manifests, references
from anyarch.oci.references import Reference
from anyarch.person.errors import EngineError, RefusedError, RegistryError, SilentError, UnlistedError

if TYPE_CHECKING:
    from anyarch.registry.repository import Repository


class Sources:
    """The engine and the registry of one repository.

    Args:
        engine: the engine, whose deadline is the command's.
        reference: a name in the repository.
        origin: where the login comes from; it is read when it is first needed.
        records: where to cache that a registry cannot be reached.
        reach: how registries are reached from here.
    """

    def __init__(self, engine: Engine, reference: Reference, origin: Origin, records: Records, reach: Reach) -> None:
        self._reach = reach
        self._engine = engine
        self._reference = reference
        self._origin = origin
        self._records = records
        self._logins: list[Login | None] = []

    def offered(self) -> Offered:
        """What is offered under the name now.

        Raises:
            EngineError: the engine, or a registry through it, refuses or does not answer.
        """
        try:
            return questions.offered(self._engine, str(self._reference), self.headers())
        except UnlistedError as unlisted:
            found = self._of_manifest(unlisted.digest)
            if found is None:
                raise
            return found

    def is_unchanged(self, digest: str) -> bool:
        """Whether the registry confirms that the tag still has this digest; False also if it does not answer.

        Raises:
            RefusedError: the registry is rate-limiting.
        """
        registry = self.registry(SHARE)
        if registry is None:
            return False
        try:
            return registry.digest(self._reference) == digest
        except RefusedError as error:
            if error.status == RATE_LIMITED:
                raise
            return False
        except RegistryError as error:
            self.avoid(error)
            return False

    def registry(self, share: float = 1.0) -> "Repository | None":
        """The registry, to ask within that share of the time left; None if it must not be asked from here."""
        if not self._engine.settings.catalog_direct or self._records.refusal(self._reference.domain):
            return None
        return self._reach.repository(self._reference, self._login, share)

    def headers(self) -> dict[str, str]:
        """The headers for a request to the engine about the repository."""
        return credentials.headers(self._login())

    def avoid(self, error: RegistryError) -> None:
        """Do not ask the registry itself for a while."""
        self._records.refuse(self._reference.domain, Refusal(str(error), 0), lifetimes.UNREACHABLE_REGISTRY)

    def _of_manifest(self, digest: str) -> Offered | None:
        """What the manifest with that digest is for; None if the registry cannot be asked or does not say."""
        registry = self.registry()
        if registry is None:
            return None
        try:
            manifest = registry.manifest(references.parse(f"{self._reference.name}@{digest}"))
            if manifest.is_index:
                found = [entry.platform for entry in manifest.entries]
                is_complete = all(entry.is_named for entry in manifest.entries)
            else:
                found = [manifests.platform_of(registry.configuration(manifest.configuration_digest))]
                is_complete = True
        except (EngineError, ValueError):
            return None
        except RegistryError as error:
            self.avoid(error)
            return None
        return Offered(tuple(dict.fromkeys(filter(None, found))), digest, manifest.is_index, is_complete)

    def _login(self) -> Login | None:
        """The login.

        Raises:
            SilentError: the credential helper took all the time. docker waits for it as long as it takes.
        """
        if not self._logins:
            try:
                self._logins.append(credentials.find(self._origin, self._engine.seconds_left))
            except TimeoutError as error:
                raise SilentError(f"{credentials.HELPER}{self._origin.helper} did not answer in time.") from error
        return self._logins[0]
