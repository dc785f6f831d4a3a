"""Progress: one line that is no wider than the terminal, and gone at the end."""

import contextlib
import pty
import sys

import pytest

from anyarch.cli import _progress


def shown(columns: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a terminal gets, by the beginnings of its line."""
    ours, theirs = pty.openpty()
    monkeypatch.setenv("COLUMNS", columns)
    with open(theirs, "w", encoding="utf-8") as terminal:
        monkeypatch.setattr(sys, "stderr", terminal)
        assert list(_progress.each("abc", "What the engine can run", 3, quiet=False)) == ["a", "b", "c"]
    text = b""
    with open(ours, "rb", buffering=0) as screen, contextlib.suppress(OSError):  # it has ended
        while block := screen.read(4096):
            text += block
    return text.decode().split("\r\x1b[K")


def test_the_line_counts_and_is_gone_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown("80", monkeypatch) == ["", *(f"What the engine can run: {done} of 3" for done in range(4)), ""]


@pytest.mark.parametrize("columns", ["10", "20"])
def test_it_is_no_wider_than_the_terminal(columns: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = shown(columns, monkeypatch)
    assert all(len(line) < int(columns) for line in lines)
    assert "\n" not in "".join(lines)


def test_without_a_terminal_nothing_is_shown(capfd: pytest.CaptureFixture[str]) -> None:
    assert list(_progress.each("ab", "Looking up", 2, quiet=False)) == ["a", "b"]
    assert capfd.readouterr() == ("", "")
