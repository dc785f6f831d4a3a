import time
from pathlib import Path

import pytest

from anyarch.bare.endpoint import Endpoint, resolve
from anyarch.emulators import executed
from anyarch.oci.platforms import Platform

ARM64 = Platform("linux", "arm64")
HERE = resolve({"host": "unix:///s"}, {})
ELSEWHERE = resolve({"host": "ssh://server"}, {})


@pytest.fixture
def handlers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A table of handlers that no other test changes, in place of the kernel's."""
    table = tmp_path / "handlers"
    table.mkdir()
    (table / "status").write_text("enabled\n")
    monkeypatch.setattr(executed, "_HANDLERS", str(table))
    return table


@pytest.fixture
def folder(tmp_path: Path, handlers: Path) -> str:  # noqa: ARG001 - must be there first
    for endpoint in (HERE, ELSEWHERE):
        executed.keep(str(tmp_path), endpoint, ARM64, executed.kernel())
    return str(tmp_path)


def test_what_was_executed_is_known_of_that_engine_and_that_platform_alone(folder: str) -> None:
    assert executed.recall(folder, HERE, ARM64)
    assert not executed.recall(folder, HERE, Platform("linux", "arm", "v7"))
    assert not executed.recall(folder, resolve({"host": "unix:///t"}, {}), ARM64)


def test_another_boot_or_another_set_of_handlers_is_another_kernel(
    folder: str, handlers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert executed.recall(folder, HERE, ARM64)
    (handlers / "qemu-s390x").touch()
    assert not executed.recall(folder, HERE, ARM64)
    executed.keep(folder, HERE, ARM64, executed.kernel())
    monkeypatch.setattr(executed, "_BOOT", str(tmp_path / "nowhere"))
    assert not executed.recall(folder, HERE, ARM64)


@pytest.mark.parametrize(
    ("endpoint", "seconds", "known"),
    [(HERE, 3600, True), (HERE, 90000, False), (ELSEWHERE, 300, True), (ELSEWHERE, 3600, False), (HERE, -60, False)],
)
def test_knowledge_of_an_engine_elsewhere_grows_old_sooner(
    folder: str, monkeypatch: pytest.MonkeyPatch, endpoint: Endpoint, seconds: int, *, known: bool
) -> None:
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + seconds)
    assert executed.recall(folder, endpoint, ARM64) is known


def test_knowledge_grows_old_sooner_too_where_the_table_of_handlers_cannot_be_seen(
    folder: str, handlers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (handlers / "status").unlink()
    executed.keep(folder, HERE, ARM64, executed.kernel())
    now = time.time()
    for seconds, known in ((300, True), (3600, False)):
        monkeypatch.setattr(time, "time", lambda later=now + seconds: later)
        assert executed.recall(folder, HERE, ARM64) is known
