"""A home that cannot be written, as in a container with a read-only root: commands that write there say so.

They say it in a sentence, exit with a documented code, and print nothing of Python's. What only reads works as ever.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.laboratory.person import Outcome, Person
from tests.laboratory.programs import find
from tests.laboratory.recording_engine import Answers, RecordingEngine, index

READ_ONLY = 'mount --bind "$HOME" "$HOME" && mount -o remount,ro,bind "$HOME" && cd "$HOME" && exec "$@"'
WRITING = {
    "cache warm busybox": (1, "nothing was cached: {home}/.cache/anyarch cannot be written."),
    "cache import known.json": (1, "Nothing can be cached: {home}/.cache/anyarch cannot be written."),
    "cache export other.json": (2, "other.json cannot be written: {why}."),
    "cache export known.json": (2, "known.json' is not writable."),
    "cache clear": (1, "could not be removed: {home}/.cache/anyarch cannot be written."),
    "cache clear alpine": (1, "1 record could not be removed: {home}/.cache/anyarch cannot be written."),
    "config set notice never": (1, "{settings} cannot be changed: {why}."),
    "route add linux/s390x default": (1, "{settings} cannot be changed: {why}."),
    "shim install": (1, "The shim cannot be written: {home}/.local/share/anyarch/shim: {why}. Choose another --dir."),
    "shim remove": (1, "The shim in {home}/.local/share/anyarch/shim cannot be removed: {why}."),
    "init zsh --write": (1, "{home} is read-only."),
    "init bash --remove": (1, "{home}/.bashrc is read-only."),
    "log --plot runs.svg": (1, "The picture cannot be written: {why}."),
}
READING = (
    "cache list",
    "cache show alpine",
    "cache export",
    "config list",
    "init bash",
    "log",
    "plan -- run alpine",
    "platforms alpine busybox",
    "route list",
    "shim status",
)
ReadOnly = Callable[[str], Outcome]


@pytest.fixture
def person(person: Person) -> Iterator[Person]:
    """A person who has something of everything in their home."""
    home = person.environment["HOME"]
    with RecordingEngine(home, Answers(distribution={"alpine": index("linux/arm64"), "busybox": index("linux/amd64")})):
        for words in (
            "cache warm alpine",
            f"cache export {home}/known.json",
            "shim install",
            "init bash --write",
            "config set routing.contexts linux/arm64=default",
        ):
            assert person.anyarch(*words.split()).status == 0
        yield person


@pytest.fixture
def read_only(person: Person) -> ReadOnly:
    """Runs a command of anyarch while the home cannot be written: not by its rights, nor, for root, by its mount."""
    home = person.environment["HOME"]
    before = [find("unshare"), "--mount", "sh", "-c", READ_ONLY, "sh"] if os.geteuid() == 0 else []
    if not before:
        for folder, _, _ in os.walk(home, topdown=False):
            Path(folder).chmod(0o500)
    return lambda words: person.run([*before, *person.command, *words.split()], folder=home)


@pytest.mark.parametrize("words", WRITING)
def test_what_cannot_be_written_is_told(person: Person, read_only: ReadOnly, words: str) -> None:
    home = Path(person.environment["HOME"])
    before = sorted(str(path) for path in home.rglob("*"))
    status, sentence = WRITING[words]
    done = read_only(words)
    why = "read-only file system" if os.geteuid() == 0 else "permission denied"
    assert sentence.format(home=home, settings=f"{home}/.config/anyarch/config.toml", why=why) in done.errors
    assert (done.status, "Traceback" in done.errors, "Errno" in done.errors) == (status, False, False)
    assert sorted(str(path) for path in home.rglob("*")) == before


@pytest.mark.parametrize("words", READING)
def test_what_only_reads_works_as_ever(read_only: ReadOnly, words: str) -> None:
    done = read_only(words)
    assert (done.status, done.errors.count("anyarch:")) == (0, 0)


def test_nothing_is_cached_but_what_was_looked_up_is_shown(person: Person, read_only: ReadOnly) -> None:
    assert "docker.io/library/busybox:latest   linux/amd64" in read_only("cache warm busybox").output
    told = f"{person.environment['HOME']}/.cache/anyarch cannot be written: nothing is cached"
    assert told in read_only("doctor").output
