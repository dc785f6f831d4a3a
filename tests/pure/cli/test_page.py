"""How reports are laid out: commands that are broken over lines are still the same commands."""

import shlex
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anyarch.cli import _page

WORDS = st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])), min_size=1, max_size=8)


@given(WORDS, st.integers(min_value=10, max_value=120))
def test_a_command_in_several_lines_is_the_same_command(words: list[str], most: int) -> None:
    quoted = [shlex.quote(word) for word in words]
    text = "\n".join(_page.wrapped_command(quoted, most))
    done = subprocess.run(["/bin/bash", "-c", f"printf '%s\\0' {text}"], check=True, capture_output=True)
    assert done.stdout.decode("utf-8", "surrogateescape").split("\0")[:-1] == words


@pytest.mark.parametrize("most", [20, 40, 60])
def test_lines_of_a_command_are_as_short_as_its_words_allow(most: int) -> None:
    words = "docker buildx build --platform linux/amd64,linux/arm64 --tag example.com/app --push .".split()
    lines = _page.wrapped_command(words, most)
    longest = len("--platform linux/amd64,linux/arm64")
    assert all(len(line) <= max(most, longest + len("     \\")) for line in lines)
    assert all(line.strip().startswith("--") for line in lines[1:])
    assert all(line.startswith("    ") for line in lines[1:])
    assert all(line.endswith(" \\") for line in lines[:-1])


@given(st.text(), st.integers(min_value=10, max_value=120))
def test_wrapping_loses_no_word(text: str, most: int) -> None:
    assert " ".join(_page.wrapped(text, most)).split() == text.split()
