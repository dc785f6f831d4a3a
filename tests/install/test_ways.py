"""The ways to install, upgrade and remove anyarch, as docs/how-to/install.md has them, on bare Debians."""

import pytest

from tests.install.conftest import CONVENIENCE, PAGE, done
from tests.laboratory.bare_debian import USER, BareDebian
from tests.laboratory.pages import blocks

WAYS = ("pipx", "uv", "pip in a virtual environment", "A clone")
# Docker's own words where there is no engine; the shim and docker itself say the same.
DOCKER = "docker -H unix:///nowhere/docker.sock run --rm alpine"


@pytest.fixture(scope="module", autouse=True)
def _git(debian: BareDebian, clone: str) -> None:
    debian.install("git")
    debian.write(
        "/etc/gitconfig",
        f'[url "file://{clone}"]\n\tinsteadOf = https://github.com/anyarch/anyarch\n[safe]\n\tdirectory = *\n',
    )


def files(debian: BareDebian, user: str) -> set[str]:
    """What is in a home that has to do with anyarch, but for the cache, the log, and the backup of a startup file."""
    found = done(debian, "find . -path './.cache' -prune -o -iname '*anyarch*' -print", user).output.split()
    return {path for path in found if not path.startswith(("./.local/state/", "./.bashrc.before-"))}


@pytest.mark.parametrize("user", ["root", USER])
@pytest.mark.parametrize("way", WAYS)
def test_a_way_leads_to_a_shim_and_back(way: str, user: str, debian: BareDebian) -> None:
    install, change = blocks(PAGE, way)
    upgrade, *remove = change.split("\n")
    done(debian, CONVENIENCE.sub("", install), user)
    use, undo = blocks(PAGE, "After the installation")
    done(debian, f"{use}\ntype docker | grep -F .local/share/anyarch/shim/docker", user)
    typed, through = (debian.run(f"{path}; {DOCKER}", user) for path in (":", 'PATH="$(anyarch shim path):$PATH"'))
    assert through == typed
    assert "function" in done(debian, "bash -ic 'type docker' 2>/dev/null", user).output

    done(debian, upgrade, user)
    status = done(debian, "anyarch shim status", user).output
    assert "python exists  yes" in status
    assert "current        yes" in status
    assert '"action": "unchanged"' in done(debian, "anyarch plan --json -- ps", user).output

    done(debian, undo, user)
    done(debian, "\n".join(remove), user)
    assert debian.run("bash -ic 'docker --version'", user).status == 0
    left = files(debian, user)
    assert left <= {"./.local/share/anyarch"}, left


@pytest.mark.parametrize("user", ["root", USER])
def test_what_is_removed_without_its_shim_changes_nothing(user: str, debian: BareDebian) -> None:
    done(debian, "pipx install anyarch && anyarch shim install", user)
    path = 'PATH="$HOME/.local/share/anyarch/shim:$PATH"'
    done(debian, "pipx uninstall anyarch", user)
    typed, through = (debian.run(f"{path}; {DOCKER}", user) for path in (":", path))
    assert through == typed
    gone = debian.run("docker anyarch doctor", user)
    assert gone.status == 1
    assert "anyarch shim install" in gone.errors
    assert debian.run("docker --help", user).status == 0
    done(debian, "\n".join(blocks(PAGE, "After an upgrade")), user)
    assert not files(debian, user)


def test_uvx_is_for_a_look(debian: BareDebian) -> None:
    assert done(debian, "uvx anyarch --version", USER).output.startswith("anyarch, version ")
    for words in ("shim install", "init bash", "init bash --write"):
        refused = debian.run(f"uvx anyarch {words}", USER)
        assert (refused.status, refused.output) == (1, ""), words
        assert "uv tool install anyarch" in refused.errors
    assert not files(debian, USER)


def test_pip_alone_is_refused_by_debian(debian: BareDebian) -> None:
    debian.install("python3-pip")
    refused = debian.run("pip install anyarch", USER)
    assert refused.status == 1
    assert "externally-managed-environment" in refused.errors
