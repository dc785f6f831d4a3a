"""Words for people."""

import pytest

from anyarch.person import text


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "just now"), (59, "just now"), (60, "1 minute ago"), (7300, "2 hours ago")]
)
def test_ages_are_in_words(seconds: int, words: str) -> None:
    assert text.ago(seconds) == words
