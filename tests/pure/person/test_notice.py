import os
import pty

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anyarch.person import notice
from anyarch.person.text import printable


@given(st.text())
def test_nothing_unprintable_is_left(text: str) -> None:
    assert printable(text).isprintable()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("linux/arm64", "linux/arm64"),
        ("ümläut", "ümläut"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("a\nb", "a\\nb"),
        ("\udcff", "\\udcff"),
        ("\u202e", "\\u202e"),
    ],
)
def test_control_characters_are_shown_as_escapes(text: str, shown: str) -> None:
    assert printable(text) == shown


@pytest.mark.parametrize(
    ("policy", "is_hopeless", "wanted"),
    [
        ("auto", False, False), ("auto", True, True),
        ("always", False, True), ("always", True, True),
        ("never", False, False), ("never", True, False),
    ],
)  # fmt: skip
def test_without_a_terminal_only_what_explains_a_failure_is_wanted(
    capfd: pytest.CaptureFixture[str], policy: str, *, is_hopeless: bool, wanted: bool
) -> None:
    del capfd  # its file stands in for standard error
    assert notice.is_wanted(policy, is_hopeless=is_hopeless) is wanted


def test_at_a_terminal_every_notice_is_wanted_but_by_never() -> None:
    ours, theirs = pty.openpty()
    kept = os.dup(2)
    try:
        os.dup2(theirs, 2)
        assert notice.is_wanted("auto", is_hopeless=False)
        assert not notice.is_wanted("never", is_hopeless=True)
    finally:
        os.dup2(kept, 2)
        for descriptor in (kept, ours, theirs):
            os.close(descriptor)


def test_lines_go_to_standard_error_and_only_there(capfd: pytest.CaptureFixture[str]) -> None:
    notice.say("first", "second\x07")
    printed = capfd.readouterr()
    assert (printed.out, printed.err) == ("", "anyarch: first\n         second\\x07\n")


def test_a_closed_standard_error_is_no_trouble() -> None:
    kept = os.dup(2)
    os.close(2)
    try:
        notice.say("this is not printed")
    finally:
        os.dup2(kept, 2)
        os.close(kept)
