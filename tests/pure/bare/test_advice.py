"""Advice as bash and dash take it: tests/cli/shell has the launcher itself."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anyarch.bare import advice

WORDS = st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=5), max_size=6)


def taken(typed: list[str], text: bytes) -> list[str]:
    """The words that the advice gives, by the rules in its head comment."""
    *lines, last = text.decode("utf-8", "surrogateescape").removesuffix("\n").split("\n")
    assert last == "end"
    words, begun = [*typed], ""
    for line in lines:
        if line.startswith("&"):
            begun += f"{line[1:]}\n"
        elif line.startswith("+"):
            words.append(begun + line[1:])
            begun = ""
        else:
            assert re.fullmatch(r'=("\$\{\d+\}"( |$))*', line)
            return [words[int(number) - 1] for number in re.findall(r"\d+", line)]
    return typed


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["run", "image"], b"end\n"),
        (["run", "--a", "b", "image"], b'+--a\n+b\n="${1}" "${3}" "${4}" "${2}"\nend\n'),
        (["run", "a\n\nb"], b'&a\n&\n+b\n="${1}" "${3}"\nend\n'),
        (["run", "\udcff"], b'+\xff\n="${1}" "${3}"\nend\n'),
    ],
)
def test_words_are_added_by_number_if_any_are_new(words: list[str], text: bytes) -> None:
    assert advice.text(["run", "image"], words) == text


@given(WORDS, WORDS)
def test_any_words_can_be_given(typed: list[str], words: list[str]) -> None:
    assert taken(typed, advice.text(typed, words)) == words


def test_a_word_that_no_process_can_be_given_is_an_error() -> None:
    with pytest.raises(ValueError, match="NUL"):
        advice.text(["run"], ["run", "a\0"])
