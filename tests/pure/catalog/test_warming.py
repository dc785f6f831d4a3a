"""Images are looked up in parallel: tests/pure/person/test_parallel.py."""

from unittest.mock import Mock

from anyarch.catalog import warming
from anyarch.decision.facts import Offered
from anyarch.oci import references
from anyarch.oci.references import Reference
from anyarch.person.errors import RefusedError

OFFERED = Offered((), "sha256:1", is_index=True)
NAMES = [references.parse(f"r{number % 2}.example/i{number}") for number in range(20)]


def test_each_image_is_looked_up_once() -> None:
    look_up = Mock(return_value=OFFERED)
    results = list(warming.warm(NAMES * 2, look_up, 4))
    asked = [call.args[0] for call in look_up.call_args_list]
    assert sorted(result.reference for result in results) == sorted(NAMES) == sorted(asked)
    assert all(result.offered == OFFERED for result in results)


def test_a_registry_that_says_it_is_too_much_is_skipped_and_others_are_not() -> None:
    def look_up(reference: Reference) -> Offered:
        if reference.domain == "r0.example":
            raise RefusedError("too many", 429)
        return OFFERED

    results = list(warming.warm(NAMES, look_up, 1))
    assert sum(result.offered is not None for result in results) == 10
    assert sum(result.error is not None for result in results) == 1
    assert sum(result.is_skipped for result in results) == 9
