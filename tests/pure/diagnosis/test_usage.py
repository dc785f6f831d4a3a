"""What the log says of emulated and routed commands, and what engines know of their containers."""

import pytest

from anyarch.decision.outcome import PLATFORM, PRIVATE_EMULATION, ROUTE, Decision
from anyarch.diagnosis import usage
from anyarch.diagnosis.usage import Run
from anyarch.engine.history import Life
from anyarch.oci.platforms import Platform
from anyarch.person.log import Entry
from anyarch.preflight.run import sentence
from tests.pure.bare.written_lines import invocation

AT = 1767225600.0  # 2026-01-01T00:00:00Z


def entry(sentence: str, second: int = 0) -> Entry:
    return Entry(f"2026-01-01T00:00:{second:02}Z", sentence)


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("run app: platform by row 10. The image is offered for linux/arm64.", "emulated"),
        ("run app: platform by row 5. The local image is for linux/arm64 only.", "native"),
        ("run app: private-emulation by row 10. The image is offered for linux/arm64.", "private"),
        ("run app: route to far by row 10. The image is offered for linux/arm64.", "routed"),
        ("run app: unchanged by row 10. The image is offered for linux/arm64.", "failed"),
        ("run app: unchanged by row 0. The engine did not answer.", ""),
        ("run app: unchanged by row 8. The registry did not answer.", ""),
        ("run app: unchanged, under emulation. You asked for linux/arm64.", "emulated"),
        ("run app: --platform linux/amd64. The local image is for linux/arm64 only.", "native"),
        ("run app: unchanged; docker will fail. The image is offered for linux/arm64.", "failed"),
        ("run app: unchanged. The engine did not answer.", ""),
        ("create app: --platform linux/arm64, under emulation. The local image is for linux/arm64.", ""),
        ("run app: on the context far, as you asked.", ""),
        ("The shim was installed in /x.", ""),
    ],
)
def test_a_line_is_a_command_of_one_kind(sentence: str, kind: str) -> None:
    context = "far" if kind == "routed" else ""
    assert usage.runs([entry(sentence)]) == ([Run(AT, "app", kind, context)] if kind else [])


@pytest.mark.parametrize(
    ("action", "kind", "context"),
    [(PLATFORM, "emulated", ""), (PRIVATE_EMULATION, "private", ""), (ROUTE, "routed", "a.b")],
)
def test_what_the_shim_logs_is_read_again(action: str, kind: str, context: str) -> None:
    platform = Platform("linux", "arm64")
    decision = Decision(10, action, "Foreign.", platform, emulated=action == PLATFORM, context=context)
    assert usage.runs([entry(sentence(decision, invocation("run app")))]) == [Run(AT, "app", kind, context)]


def test_a_line_with_another_time_does_not_count() -> None:
    assert usage.runs([Entry("yesterday", "run app: platform by row 10. X.")]) == []


def test_handlers_that_were_installed_are_counted() -> None:
    entries = [entry("A handler for linux/arm64 was installed on the engine at unix:///x."), entry("No handler.")]
    assert usage.handlers(entries) == 1


def test_a_command_is_the_next_container_of_its_image_on_its_engine() -> None:
    commands = [
        Run(100, "app", "emulated"),
        Run(101, "app", "routed", "far"),
        Run(110, "app", "emulated"),
        Run(120, "app", "failed"),
        Run(130, "app", "emulated"),
    ]
    lives = {
        "": [Life("app", 50, 1), Life("other", 100, 2), Life("app", 105, 3), Life("app", 111, 4), Life("app", 900, 5)],
        "far": [Life("app", 101, 6)],
    }
    assert [run.seconds for run in usage.timed(commands, lives)] == [3, 6, 4, None, None]
    assert [run.seconds for run in usage.timed(commands, {})] == [None] * 5


def test_rows_say_what_could_have_been_saved_at_most() -> None:
    commands = [
        Run(1, "app", "routed", "far", 2.0),
        Run(1, "app", "emulated", seconds=7.0),
        Run(1, "app", "emulated", seconds=5.0),
        Run(1, "app", "emulated"),
        Run(1, "slow", "emulated", seconds=100.0),
        Run(1, "app", "failed"),
        Run(1, "app", "native", seconds=1.0),
    ]
    found = usage.rows(commands)
    assert [(row.kind, row.image, row.runs, row.timed, row.seconds) for row in found] == [
        ("emulated", "slow", 1, 1, 100.0),
        ("emulated", "app", 3, 2, 12.0),
        ("routed", "app", 1, 1, 2.0),
        ("native", "app", 1, 1, 1.0),
        ("failed", "app", 1, 0, 0.0),
    ]
    *saved, native, failed = (row.at_most for row in found)
    slow, app, routed = filter(None, saved)
    assert 80 < slow < 100  # an emulator is more than five times slower
    assert 9.6 < app < 12
    assert routed > 8
    assert native is failed is None
