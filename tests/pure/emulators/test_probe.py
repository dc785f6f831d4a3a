"""What is remembered of a probe, and for how long; that a probe says the truth is shown on real engines."""

import contextlib
import gc
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from anyarch.emulators import probe
from anyarch.engine import Engine
from anyarch.oci.platforms import Platform
from anyarch.person.errors import EngineError
from tests.laboratory import asked
from tests.laboratory.recording_engine import Answers, RecordingEngine, refused
from tests.laboratory.recording_engine.exchange import Exchange

ARM64 = Platform("linux", "arm64")
HERE = "unix:///s"
ELSEWHERE = "ssh://server"


@pytest.fixture
def handlers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A table of handlers that no other test changes, in place of the kernel's; and no engine says yes now."""
    table = tmp_path / "handlers"
    table.mkdir()
    (table / "status").write_text("enabled\n")
    monkeypatch.setattr(probe, "_HANDLERS", str(table))
    monkeypatch.setattr(probe, "ask", lambda _, __: False)
    return table


@pytest.fixture
def folder(tmp_path: Path, handlers: Path) -> str:  # noqa: ARG001 - must be there first
    for host in (HERE, ELSEWHERE):
        seen(str(tmp_path), host)
    return str(tmp_path)


def engine(folder: str, host: str) -> Engine:
    return asked.engine(host, ANYARCH_CACHE_DIR=folder)


def seen(folder: str, host: str) -> None:
    """Have the engine been seen to execute arm64 just now."""
    probe._keep(engine(folder, host), ARM64, probe.kernel())  # noqa: SLF001 - without an engine that does


def known(folder: str, host: str, platform: Platform = ARM64) -> bool:
    return probe.executes(engine(folder, host), platform)


def test_what_was_executed_is_known_of_that_engine_and_that_platform_alone(folder: str) -> None:
    assert known(folder, HERE)
    assert not known(folder, HERE, Platform("linux", "arm", "v7"))
    assert not known(folder, "unix:///t")


def test_what_is_forgotten_is_not_known_but_a_no_is_never_kept(folder: str) -> None:
    probe.forget(engine(folder, HERE), ARM64)
    assert not known(folder, HERE)
    assert probe.last_seen(engine(folder, HERE), ARM64) == ""
    assert probe.last_seen(engine(folder, ELSEWHERE), ARM64) == time.strftime("%Y-%m-%d", time.gmtime())


def test_after_a_no_it_is_known_only_that_there_was_a_yes(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(probe, "_try", lambda _, __: False)
    here = engine(folder, HERE)
    assert not probe.ask(here, ARM64)
    assert not probe.executes(here, ARM64)
    assert probe.last_seen(here, ARM64) == time.strftime("%Y-%m-%d", time.gmtime())


def test_several_are_tried_at_once_but_for_what_is_known(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    several = [ARM64, *(Platform("linux", name) for name in ("386", "s390x", "riscv64")), Platform("linux", "sparc64")]
    all_there = threading.Barrier(3, timeout=10)  # which nothing passes that waits for another

    def tried(_: Engine, platform: Platform) -> bool:
        all_there.wait()
        return platform.architecture != "386"

    monkeypatch.setattr(probe, "_try", tried)
    found = probe.each(engine(folder, HERE), several)
    assert found == {platform: platform.architecture != "386" for platform in several[:-1]}
    assert known(folder, HERE, Platform("linux", "s390x"))


class Meeting:
    """Keeps each load of a probe's image waiting until so many have come, and then refuses them all."""

    def __init__(self, number: int) -> None:
        self._all_there = threading.Barrier(number, timeout=20)

    def play(self, exchange: Exchange) -> None:
        with contextlib.suppress(threading.BrokenBarrierError):
            self._all_there.wait()
            return refused(500, "all are here").play(exchange)
        return refused(500, "nothing else came").play(exchange)


def test_an_engine_that_keeps_a_probe_waiting_gets_the_others_meanwhile(tmp_path: Path) -> None:
    several = [Platform("linux", name) for name in ("386", "arm64", "s390x", "riscv64")]
    with RecordingEngine(tmp_path, Answers(faults={"/images/load": Meeting(len(several))})) as recording:
        found = list(probe.ask_each(engine(str(tmp_path), recording.host), several))
    assert {each.platform for each in found} == set(several)
    assert {each.problem for each in found} == {"The engine answered: all are here."}


def test_if_one_of_several_gets_no_answer_none_does(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def tried(_: Engine, platform: Platform) -> bool:
        if platform.architecture == "386":
            raise EngineError("no answer")
        return True

    monkeypatch.setattr(probe, "_try", tried)
    with pytest.raises(EngineError, match="no answer"):
        probe.each(engine(folder, HERE), [Platform("linux", "s390x"), Platform("linux", "386")])


def test_another_boot_or_another_set_of_handlers_is_another_kernel(
    folder: str, handlers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert known(folder, HERE)
    (handlers / "qemu-s390x").touch()
    assert not known(folder, HERE)
    seen(folder, HERE)
    monkeypatch.setattr(probe, "_BOOT", str(tmp_path / "nowhere"))
    assert not known(folder, HERE)


@pytest.mark.parametrize(
    ("host", "table", "seconds", "expected"),
    [
        (HERE, "seen", 3600, True),
        (HERE, "seen", 90000, False),
        (HERE, "seen", -60, False),
        (HERE, "unseen", 300, True),
        (HERE, "unseen", 3600, False),
        (ELSEWHERE, "seen", 300, True),
        (ELSEWHERE, "seen", 3600, False),
    ],
)
def test_it_is_forgotten_sooner_of_an_engine_whose_table_of_handlers_cannot_be_seen(  # noqa: PLR0913, PLR0917 - columns
    folder: str, handlers: Path, later: Callable[[float], None], host: str, table: str, seconds: int, *, expected: bool
) -> None:
    if table == "unseen":
        (handlers / "status").unlink()
        seen(folder, host)
    later(seconds)
    assert known(folder, host) is expected


@pytest.mark.parametrize(("architecture", "reason"), [("sparc64", "no test program"), ("arm64", "did not answer")])
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # docker-py leaves its socket to gc
def test_without_a_test_program_or_an_engine_there_is_no_answer(tmp_path: Path, architecture: str, reason: str) -> None:
    with pytest.raises(EngineError, match=reason):
        probe.ask(asked.engine(f"unix://{tmp_path}/none.sock"), Platform("linux", architecture))
    gc.collect()
