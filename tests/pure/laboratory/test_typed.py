from tests.laboratory.pages import Place
from tests.laboratory.typed import places

SOURCE = """
A, B = "a.md", "b"
def test_c(reader):
    reader.follows(A, B)
    reader.is_shown(A, "c", 2, "ls")
def other(reader):
    reader.follows("a.md", "d")
"""


def test_what_a_test_types_is_read_from_its_text_and_what_is_in_no_test_is_not_typed() -> None:
    assert [*places(SOURCE)] == [Place("a.md", "b", "console", 0), Place("a.md", "c", "text", 2)]
