import pytest

from anyarch.dockerfile.errors import UnreadableError
from anyarch.dockerfile.expansion import expanded, words

VALUES = {"X": "foo", "EMPTY": "", "BARE": None, "SPACED": "a b", "A_1": "c"}


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("a", "a"), ("$X", "foo"), ("${X}", "foo"), ("${X}a$X", "fooafoo"), ("$Xa", ""), ("$NONE", ""), ("$", "$"),
        ("$$", ""), ("$1x", "x"), ("${NONE:-w}", "w"), ("${EMPTY:-w}", "w"), ("${EMPTY-w}", ""), ("${NONE-w}", "w"),
        ("${X:+p}", "p"), ("${EMPTY:+p}", ""), ("${EMPTY+p}", "p"), ("${NONE+p}", ""), ("${X:?no}", "foo"),
        ("${NONE:-${X:-q}}", "foo"), ("${NONE:-${NONE:-q}}", "q"), ("${NONE:-'a}b'}", "a}b"), ("${NONE:-a\\}b}", "a}b"),
        ("'$X'", "$X"), ('"$X"', "foo"), ("\\$X", "$X"), ('"\\$X\\a"', "$X\\a"), ("a\\", "a"), ("a'b'\"c\"", "abc"),
        ("$SPACED", "a b"), ("${BARE}", ""), ("${BARE:-w}", "w"), ("$A_1", "c"),
    ],
)  # fmt: skip
def test_variables_are_replaced_and_quotes_removed(text: str, result: str) -> None:
    assert expanded(text, VALUES, "\\") == result


def test_the_escape_character_is_the_files_own() -> None:
    assert expanded("`$X\\$X", VALUES, "`") == "$X\\foo"


@pytest.mark.parametrize(
    "text",
    ["${X", "${}", "${:x}", "${{X}}", "'a", '"a', "${X#a}", "${X%a}", "${X/a/b}", "${X:#a}", "${X!a}", "${NONE:?no}",
     "${EMPTY:?no}", "${BARE-w}", "${BARE+w}", "${NONE:-" * 100 + "}" * 100],
)  # fmt: skip
def test_what_is_not_understood_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError):
        expanded(text, VALUES, "\\")


def test_variables_cannot_grow_a_text_without_end() -> None:
    with pytest.raises(UnreadableError):
        expanded("$X" * 10000, {"X": "a" * 100}, "\\")


def test_words_are_split_at_spaces_outside_of_quotes() -> None:
    text = "a 'b c' \"d  e\"f\\ g << EOF ${x:-y z} "
    assert words(text, is_raw=True) == ["a", "'b c'", '"d  e"f\\ g', "<< EOF", "${x:-y", "z}"]
    assert words(text, is_raw=False) == ["a", "b c", "d  ef g", "<< EOF", "${x:-y", "z}"]
