from pathlib import Path

import pytest

from anyarch.install import temporary


@pytest.mark.parametrize(
    ("prefix", "cache"),
    [
        ("/home/me/.cache/pipx/9d494ac3c2e03d7", "/home/me/.cache/pipx"),
        ("/home/me/.local/pipx/.cache/9d494ac3c2e03d7", "/home/me/.local/pipx/.cache"),
        ("/Users/me/Library/Caches/pipx/9d494ac3c2e03d7", "/Users/me/Library/Caches/pipx"),
        ("/home/me/.local/share/pipx/venvs/anyarch", ""),
        ("/home/me/.cache/pypoetry/virtualenvs/project", ""),
        ("/usr", ""),
    ],
)
def test_pipx_run_uses_a_cache(prefix: str, cache: str) -> None:
    assert temporary.cache(prefix) == cache


def test_uvx_uses_a_cache_which_is_tagged(tmp_path: Path) -> None:
    prefix = tmp_path / "uv" / "archive-v0" / "UclceO61MQ2dhjLy"
    prefix.mkdir(parents=True)
    assert temporary.cache(str(prefix)) == ""
    (prefix / "CACHEDIR.TAG").touch()  # uv also tags the environments that stay
    assert temporary.cache(str(prefix)) == ""
    (tmp_path / "uv" / "CACHEDIR.TAG").touch()
    assert temporary.cache(str(prefix)) == str(tmp_path / "uv")
