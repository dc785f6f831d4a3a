"""Whether a local image is the registry's, as of now: what replaces it can then be undone with a pull.

There are two proofs. The digest of the local manifest or index, which the engine keeps with an image's name, is in the
registry. Or the image's configuration, whose digest is the image's ID in the classic store, is that of a manifest which
the registry has under the name. The second is for images whose name has moved on to another one.

Nothing is cached. No answer is no proof. A registry that is reached from here under the name that the engine uses could
be another one, but one that has these very bytes.
"""

from http import HTTPStatus

from anyarch.catalog.reach import SHARE
from anyarch.catalog.sources import Sources
from anyarch.engine import Engine, questions
from anyarch.oci import references
from anyarch.oci.manifests import Entry
from anyarch.oci.platforms import Platform
from anyarch.oci.references import Reference
from anyarch.person.errors import EngineError, RefusedError, RegistryError, UnlistedError

_MOST_MANIFESTS = 4  # a GET of one counts as a pull


def has(engine: Engine, sources: Sources, reference: Reference, digest: str) -> bool:
    """Whether the registry has a manifest or index with that digest in the repository."""
    try:
        wanted = references.parse(f"{reference.name}@{digest}")
    except ValueError:
        return False
    found = _head(sources, wanted)
    if found is not None:
        return found
    try:
        return questions.offered(engine, str(wanted), sources.headers()).digest == digest
    except UnlistedError as unlisted:
        return unlisted.digest == digest
    except EngineError:
        return False


def configurations(sources: Sources, reference: Reference, platform: Platform) -> frozenset[str]:
    """The digests of the configurations of the images under a name that are for a platform, or do not name theirs.

    At most four of an index are looked at. Empty if the registry cannot be asked from here, or does not answer.
    """
    registry = sources.registry()
    if registry is None:
        return frozenset()
    try:
        manifest = registry.manifest(reference)
        if not manifest.is_index:
            found = [manifest]
        else:
            named = [each.digest for each in manifest.entries if _may_be(each, platform)][:_MOST_MANIFESTS]
            found = [registry.manifest(references.parse(f"{reference.name}@{digest}")) for digest in named]
    except (EngineError, ValueError):
        return frozenset()
    except RegistryError as error:
        sources.avoid(error)
        return frozenset()
    return frozenset(each.configuration_digest for each in found if each.configuration_digest)


def _head(sources: Sources, wanted: Reference) -> bool | None:
    """Whether the registry itself has it; None if it cannot be asked or does not say."""
    registry = sources.registry(SHARE)
    if registry is None:
        return None
    try:
        return registry.digest(wanted) == wanted.digest or None
    except RefusedError as error:
        return False if error.status == HTTPStatus.NOT_FOUND else None
    except EngineError:
        return None
    except RegistryError as error:
        sources.avoid(error)
        return None


def _may_be(entry: Entry, platform: Platform) -> bool:
    return entry.platform == platform or not entry.is_named
