"""Each cause as a real image on a real engine: it is told, and what is said to mend it makes the image run."""

import pytest

from anyarch.diagnosis.causes import MENDED
from laboratory.faulty_images import GREETING, SCRIPT
from laboratory.person import Outcome
from tests.diagnosis.conftest import Admit, Load

pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("handlers_turn")]


NOT_EXECUTED = "exec /start: exec format error"
NOT_FOUND = "exec /start: no such file or directory"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("byte-order-mark", NOT_EXECUTED),
        ("carriage-return", NOT_FOUND),
        ("empty-file", NOT_EXECUTED),
        ("broken-file", ""),
        ("not-executable", 'exec: "/start": permission denied'),
        ("loader-missing", NOT_FOUND),
    ],
)
def test_the_commands_make_an_image_that_runs(patient: Admit, load: Load, name: str, text: str) -> None:
    load("debian", "debian:stable-slim")
    admitted = patient(name)
    failed = admitted.run()
    assert failed.status != 0
    assert text in failed.errors
    assert admitted.cause() == name
    (admitted.folder / "whole").write_bytes(SCRIPT)
    assert admitted.mend().status == 0
    mended = admitted.run(MENDED)
    assert (mended.status, mended.output[:5].lower()) == (0, "hello")
    assert admitted.cause(MENDED) == ""


@pytest.mark.parametrize(("name", "text"), [("no-first-line", NOT_EXECUTED), ("interpreter-missing", NOT_FOUND)])
def test_the_command_runs_the_image(patient: Admit, name: str, text: str) -> None:
    admitted = patient(name)
    failed = admitted.run()
    assert failed.status != 0
    assert text in failed.errors
    assert admitted.cause() == name
    assert admitted.mend() == Outcome(0, f"{GREETING}\n", "")


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("carriage-return-behind-env", "sh\\r", "carriage-return"),
        ("interpreters-without-end", "too many levels", "broken-file"),
        ("program-missing", "executable file not found", "program-missing"),
        ("folder", "permission denied", "folder"),
        ("low-cpu-level", "CPU ISA level is lower than required", "low-cpu-level"),
    ],
)
def test_what_no_command_mends_is_told_all_the_same(patient: Admit, name: str, text: str, expected: str) -> None:
    admitted = patient(name)
    failed = admitted.run()
    assert failed.status != 0
    assert text in failed.errors.replace("\r", "\\r")
    assert admitted.cause() == expected


@pytest.mark.parametrize("name", ["sound", "with-loader", "debian"])
def test_an_image_that_runs_has_no_fault(patient: Admit, name: str) -> None:
    admitted = patient(name)
    assert admitted.run().status == 0
    assert admitted.cause() == ""
