"""What tests of several folders share: a cache."""

from pathlib import Path

import pytest


@pytest.fixture
def cache(tmp_path: Path) -> str:
    """An empty cache that nobody else can write to."""
    folder = tmp_path / "cache"
    folder.mkdir(mode=0o700)
    return str(folder)
