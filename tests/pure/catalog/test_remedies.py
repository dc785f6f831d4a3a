"""What to do about an image whose platforms could not be looked up."""

import pytest

from anyarch.catalog import remedies
from anyarch.oci import references
from anyarch.person.errors import EngineError, RefusedError, UnlistedError, UnreachableError


@pytest.mark.parametrize(
    ("error", "image", "remedy"),
    [
        (UnreachableError("No answer.", "sudo systemctl start docker"), "x", "sudo systemctl start docker"),
        (RefusedError("Denied.", 401), "x", "check the name; if the image is private, log in: docker login"),
        (RefusedError("No.", 403), "r.io/x", "check the name; if the image is private, log in: docker login r.io"),
        (RefusedError("Unknown.", 404), "x", "check the name and the tag"),
        (RefusedError("Limited.", 429), "r.io/x", "try again later, or log in for a higher limit: docker login r.io"),
        (RefusedError("Broken.", 503), "x", "try again later"),
        (UnlistedError("Not listed.", "sha256:0"), "r.io/x:1", "docker pull r.io/x:1"),
        (EngineError("Odd."), "x", "anyarch doctor"),
    ],
)  # fmt: skip
def test_each_failure_says_what_to_do(error: EngineError, image: str, remedy: str) -> None:
    assert remedies.of(error, references.parse(image)) == remedy
