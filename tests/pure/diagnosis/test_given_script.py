"""The script that a shell is given by name, in the words of a command."""

import pytest

from anyarch.diagnosis import given_script
from anyarch.programs import entry_point, line_endings, texts
from anyarch.programs.entry_point import Step


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["sh", "/s"], "/s"),
        (["/bin/bash", "-e", "-o", "pipefail", "s.sh", "x"], "s.sh"),
        (["bash", "-eo", "pipefail", "/s"], "/s"),
        (["busybox", "sh", "/s"], "/s"),
        (["sh", "--", "-s"], "-s"),
        (["sh", "-c", "/s"], ""),
        (["sh", "-ec", "/s"], ""),
        (["sh", "-s", "/s"], ""),
        (["sh", "-ce", "/s"], ""),
        (["bash", "--login", "/s"], "/s"),
        (["busybox", "cat", "/s"], ""),
        (["su", "me", "/s"], ""),
        (["python", "/s"], ""),
        (["sh"], ""),
    ],
)
def test_the_script_of_a_shell_is_found(words: list[str], expected: str) -> None:
    assert given_script._script(words) == expected  # noqa: SLF001 - the rest of it asks an engine


@pytest.mark.parametrize(
    ("kind", "encoding", "expected"),
    [
        (texts.TEXT, "", []),
        (texts.TEXT, line_endings.WINDOWS_LINES, [entry_point.WINDOWS_SCRIPT]),
        (entry_point.SCRIPT, line_endings.WINDOWS_LINES, [entry_point.WINDOWS_SCRIPT]),
        (texts.MARKED_TEXT, "utf-8-sig", []),
        (texts.MARKED_TEXT, "utf-16", [texts.MARKED_TEXT]),
        (texts.POINTER, "", [texts.POINTER]),
        (entry_point.MISSING, "", []),
    ],
)
def test_only_what_a_shell_cannot_read_is_wrong(kind: str, encoding: str, expected: list[str]) -> None:
    script = Step(entry_point.STARTED, "/s", "/s", kind, encoding=encoding)
    assert [step.kind for step in given_script._judged(script, "sh")] == expected  # noqa: SLF001 - as above
