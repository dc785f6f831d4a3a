"""What tests of several folders share: a cache, and a clock."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def cache(tmp_path: Path) -> str:
    """An empty cache that nobody else can write to."""
    folder = tmp_path / "cache"
    folder.mkdir(mode=0o700)
    return str(folder)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Let the clock of the wall, which records are dated by, go forward."""

    def forward(seconds: float) -> None:
        now = time.time() + seconds
        monkeypatch.setattr(time, "time", lambda: now)

    return forward
