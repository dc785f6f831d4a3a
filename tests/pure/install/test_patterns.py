"""The patterns with which the launcher finds IMAGE, against the parser: they never find another one."""

from fnmatch import fnmatchcase

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from anyarch.bare.command_line import Invocation, parse
from anyarch.bare.flags import GLOBAL, RUN
from anyarch.bare.memo import UNSURE
from anyarch.install import patterns

LETTERS = "".join(RUN.letters)
FLAGS = st.one_of(
    st.sampled_from([f"--{name}" for name in sorted(RUN.booleans | RUN.values)]),
    st.sampled_from([f"--{name}=x" for name in sorted(RUN.booleans | RUN.values)]),
    st.text(LETTERS, min_size=1, max_size=4).map("-{}".format),
    st.text(LETTERS + "=", min_size=1, max_size=5).map("-{}".format),
    st.sampled_from(["--", "-", "--unknown", "-Z", "image", "true", "--rm=false", "-i=false"]),
)


def matches(listed: str, word: str) -> bool:
    return any(fnmatchcase(word, pattern) for pattern in listed.split(" | "))


def image(words: list[str]) -> str:
    """IMAGE, as the launcher finds it; empty for none."""
    is_value = False
    for word in words:
        if is_value:
            is_value = False
        elif matches(patterns.flags_before_values(), word):
            is_value = True
        elif not matches(patterns.flags(), word):
            return "" if word.startswith("-") else word
    return ""


@given(st.sampled_from(["run", "create"]), st.lists(FLAGS, max_size=4))
def test_the_image_is_the_parsers_or_none(verb: str, words: list[str]) -> None:
    found = image([*words, "image", "sh"])
    read = parse([verb, *words, "image", "sh"], {})
    if found and isinstance(read, Invocation):
        assert found == read.image
        assert not any(flag in read.flags for flag in UNSURE)


@pytest.mark.parametrize(
    "words",
    [
        "-it --rm", "-itd --name x", "-e A=1 -eB=2 -e=C", "-p 80:80 --publish=1:1", "-v /a:/b -w /c", "-ite A=1",
        "--rm=true --network host --init --gpus all -h me",
    ],
)  # fmt: skip
def test_it_is_found_behind_the_usual_flags(words: str) -> None:
    assert image([*words.split(), "image"]) == "image"


@pytest.mark.parametrize("word", ["--platform", "--pull=always", "--runtime", "--help", "--unknown", "-Z", "--"])
def test_it_is_not_found_behind_a_flag_that_may_make_a_difference(word: str) -> None:
    assert image([word, "image", "image"]) == ""


GLOBAL_FLAGS = st.one_of(
    st.sampled_from([f"--{name}" for name in sorted(GLOBAL.booleans | GLOBAL.values)]),
    st.sampled_from([f"--{name}=x" for name in sorted(GLOBAL.values)]),
    st.text("".join(GLOBAL.letters), min_size=1, max_size=3).map("-{}".format),
    st.sampled_from(["-Hx", "-H=x", "-c", "x", "build"]),
)


def verb(words: list[str]) -> str:
    """The verb, as the launcher finds it."""
    before = word = ""
    for word in words:
        if matches(patterns.global_values(), f"{before},{word}"):
            before = ""
        elif word.startswith("-"):
            before = word
        else:
            break
    return word


@given(st.lists(GLOBAL_FLAGS, max_size=4), st.sampled_from(["run", "create"]))
@example(["--config", "--config"], "run")
def test_the_verb_is_the_parsers(words: list[str], typed: str) -> None:
    read = parse([*words, typed, "image"], {})
    if isinstance(read, Invocation):
        assert verb([*words, typed, "image"]) == read.verb
