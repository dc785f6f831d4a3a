import time
from pathlib import Path

import pytest

from anyarch import engine
from anyarch.emulation import executed
from anyarch.platforms import Platform

ARM64 = Platform("linux", "arm64")
HERE = engine.resolve({"host": "unix:///s"}, {})
ELSEWHERE = engine.resolve({"host": "ssh://server"}, {})


@pytest.fixture
def folder(tmp_path: Path) -> str:
    for endpoint in (HERE, ELSEWHERE):
        executed.keep(str(tmp_path), endpoint, ARM64, executed.kernel())
    return str(tmp_path)


def test_what_was_executed_is_known_of_that_engine_and_that_platform_alone(folder: str) -> None:
    assert executed.recall(folder, HERE, ARM64)
    assert not executed.recall(folder, HERE, Platform("linux", "arm", "v7"))
    assert not executed.recall(folder, engine.resolve({"host": "unix:///t"}, {}), ARM64)


def test_another_boot_or_another_set_of_handlers_is_another_kernel(
    folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handlers = tmp_path / "handlers"
    handlers.mkdir()
    monkeypatch.setattr(executed, "_HANDLERS", str(handlers))
    executed.keep(folder, HERE, ARM64, executed.kernel())
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
    folder: str, monkeypatch: pytest.MonkeyPatch, endpoint: engine.Endpoint, seconds: int, *, known: bool
) -> None:
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + seconds)
    assert executed.recall(folder, endpoint, ARM64) is known
