import pytest

from tests.laboratory.pages import Place
from tests.laboratory.typed import UnreadableError, places


def test_what_a_test_types_is_read_from_its_text() -> None:
    source = 'A, B = "a.md", "b"\ndef test_c(reader):\n    reader.follows(A, B)\n    reader.is_shown(A, "c", 2, "ls")\n'
    assert [*places(source)] == [Place("a.md", "b", "console", 0), Place("a.md", "c", "text", 2)]


def test_what_is_in_no_test_is_not_typed() -> None:
    assert [*places('def other(reader):\n    reader.follows("a.md", "b")\n')] == []


@pytest.mark.parametrize("words", ['"a.md", heading', "page, 'b'", "'a.md', 'b', number"])
def test_a_block_that_is_not_named_outright_is_refused(words: str) -> None:
    with pytest.raises(UnreadableError):
        list(places(f"def test_c(reader):\n    reader.follows({words})\n"))
