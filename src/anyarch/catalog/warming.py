"""Look up many images in parallel, and stop asking a registry once it is rate-limiting.

Results come as they are ready. ^C does not wait for the others.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from anyarch.catalog.refusals import RATE_LIMITED
from anyarch.decision.facts import Offered
from anyarch.oci.references import Reference
from anyarch.person import parallel
from anyarch.person.errors import EngineError, RefusedError

AT_ONCE = 4


class Result(NamedTuple):
    """How the lookup of one image ended: what is offered, or the error; neither if its registry was not asked."""

    reference: Reference
    offered: Offered | None = None
    error: EngineError | None = None

    @property
    def is_skipped(self) -> bool:
        """Whether the registry was not asked, because it was rate-limiting."""
        return self.offered is None and self.error is None


def warm(references: Iterable[Reference], look_up: Callable[[Reference], Offered], at_once: int) -> Iterator[Result]:
    """Look up images, each once, with `look_up` in `at_once` threads."""
    limiting: set[str] = set()

    def ask(reference: Reference) -> Result:
        return Result(reference) if reference.domain in limiting else _looked_up(reference, look_up, limiting)

    for _, result in parallel.each(dict.fromkeys(references), ask, at_once):
        yield result


def _looked_up(reference: Reference, look_up: Callable[[Reference], Offered], limiting: set[str]) -> Result:
    try:
        return Result(reference, look_up(reference))
    except EngineError as error:
        if isinstance(error, RefusedError) and error.status == RATE_LIMITED:
            limiting.add(reference.domain)
        return Result(reference, error=error)
