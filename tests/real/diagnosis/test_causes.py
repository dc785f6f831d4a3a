"""Each cause as a real image on a real engine: it is told, and what is said to fix it makes the image run."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from anyarch.diagnosis.causes.cause import FIXED
from tests.conftest import NamedEngine
from tests.laboratory import mounts
from tests.laboratory.architectures import native
from tests.laboratory.engine import PrivateEngine
from tests.laboratory.faulty_images import GREETING, SCRIPT
from tests.laboratory.images import Index
from tests.laboratory.person import Outcome
from tests.real.conftest import Store
from tests.real.diagnosis.conftest import Admit, Load, Patient, events

pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("no_handlers")]


NOT_EXECUTED = "exec /start: exec format error"
NOT_FOUND = "exec /start: no such file or directory"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("byte-order-mark", NOT_EXECUTED),
        ("utf-16", NOT_EXECUTED),
        ("carriage-return", NOT_FOUND),
        ("compressed-file", NOT_EXECUTED),
        ("base64-text", NOT_EXECUTED),
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
    (admitted.folder / "complete").write_bytes(SCRIPT)
    assert admitted.fix().status == 0
    fixed = admitted.run(image=FIXED)
    assert (fixed.status, fixed.output[:5].lower()) == (0, "hello")
    assert admitted.cause(FIXED) == ""


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("byte-order-mark-and-windows-lines", "byte-order-mark"),
        ("byte-order-mark-without-first-line", "byte-order-mark"),
        ("utf-16-with-mark", "byte-order-mark"),
        ("no-first-line-and-windows-lines", "no-first-line"),
        ("carriage-return-behind-env", "carriage-return"),
        ("carriage-return-in-an-argument", "carriage-return"),
        ("carriage-return-behind-busybox", "carriage-return"),
        ("carriage-return-alone", "carriage-return"),
        ("carriage-return-in-a-given-script", "carriage-return"),
    ],
)
def test_combined_faults_have_one_fix(patient: Admit, name: str, expected: str) -> None:
    admitted = patient(name)
    assert admitted.run().status != 0
    assert admitted.cause() == expected
    assert admitted.fix().status == 0
    assert admitted.run(image=FIXED) == Outcome(0, f"{GREETING}\n", "")


@pytest.mark.parametrize(("name", "text"), [("no-first-line", NOT_EXECUTED), ("interpreter-missing", NOT_FOUND)])
def test_the_command_runs_the_image(patient: Admit, name: str, text: str) -> None:
    admitted = patient(name)
    failed = admitted.run()
    assert failed.status != 0
    assert text in failed.errors
    assert admitted.cause() == name
    assert admitted.fix() == Outcome(0, f"{GREETING}\n", "")


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("no-shell", NOT_FOUND, "interpreter-missing"),
        ("no-shell-and-no-first-line", NOT_EXECUTED, "no-first-line"),
        ("git-lfs-pointer", NOT_EXECUTED, "git-lfs-pointer"),
        ("error-page", NOT_EXECUTED, "error-page"),
        ("macos-program", NOT_EXECUTED, "macos-program"),
        ("windows-program", NOT_EXECUTED, "windows-program"),
        ("webassembly", NOT_EXECUTED, "webassembly"),
        ("program-missing", "executable file not found", "program-missing"),
        ("folder", "permission denied", "folder"),
        ("low-cpu-level", "CPU ISA level is lower than required", "low-cpu-level"),
    ],
)
def test_what_no_command_fixes_is_told_all_the_same(patient: Admit, name: str, text: str, expected: str) -> None:
    admitted = patient(name)
    failed = admitted.run()
    assert failed.status != 0
    assert text in failed.errors
    conclusion = admitted.report()["conclusion"]
    assert (conclusion["cause"], conclusion["commands"]) == (expected, [])


def test_a_chain_of_too_many_scripts_is_told(patient: Admit) -> None:
    admitted = patient("interpreters-without-end")
    assert "too many levels" in admitted.run().errors
    assert admitted.cause() == "broken-file"


@pytest.mark.parametrize("name", ["sound", "with-loader", "debian", "given-script"])
def test_an_image_that_runs_has_no_fault(patient: Admit, name: str) -> None:
    admitted = patient(name)
    assert admitted.run().status == 0
    assert admitted.cause() == ""


@pytest.fixture
def unexecuted(tmp_path: Path, engine: PrivateEngine | NamedEngine) -> Iterator[tuple[Path, PrivateEngine]]:
    """A folder that is mounted so that nothing in it is executed, and the engine that sees it so."""
    if not isinstance(engine, PrivateEngine):
        pytest.skip("only what a private engine runs on may be mounted")
    folder = tmp_path / "unexecuted"
    folder.mkdir()
    mounts.run(engine.inside(["mount", "--bind", str(folder), str(folder)]))
    mounts.run(engine.inside(["mount", "--options", "remount,bind,noexec", str(folder)]))
    yield folder, engine
    mounts.run(engine.inside(["umount", "--lazy", str(folder)]))


def test_a_mount_without_execution_is_told_and_fixed(patient: Admit, unexecuted: tuple[Path, PrivateEngine]) -> None:
    folder, engine = unexecuted
    (folder / "start").write_bytes(SCRIPT)
    (folder / "start").chmod(0o755)
    admitted = patient("sound")
    failed = admitted.run("--name", "unexecuted", "-v", f"{folder}/start:/start")
    assert "permission denied" in failed.errors
    assert admitted.cause("unexecuted") == "noexec-mount"
    assert admitted.fix("unexecuted", engine.inside).status == 0
    assert admitted.person.real_docker("start", "--attach", "unexecuted").output == f"{GREETING}\n"
    assert admitted.cause("unexecuted") == ""


def test_a_digest_of_one_platform_is_told_and_fixed(patient: Admit, published: str, multi: Index, foreign: str) -> None:
    person, name = patient("sound").person, f"{published}/multi"
    reference = f"{name}@{multi.images[1].manifest.digest}"
    person.real_docker("pull", reference)
    failed = person.real_docker("run", reference)
    assert "exec format error" in failed.errors
    report = Patient(person, reference, Path("/")).report()
    assert report["conclusion"]["cause"] == "pinned-digest"
    assert f"linux/{foreign}" in report["conclusion"]["sentence"]
    assert Patient(person, reference, Path("/")).fix().output.endswith("x86_64\n")


@pytest.mark.parametrize("by", ["tag", "digest"])
def test_a_foreign_copy_is_told_and_fixed(patient: Admit, store: Store, multi: Index, kind: str, by: str) -> None:
    name = store.name({"tag": "multi:latest", "digest": f"multi@{multi.manifest.digest}"}[by])
    store.clear()
    admitted = Patient(patient("sound").person, name, Path("/"))
    assert admitted.person.real_docker("pull", "--platform", f"linux/{store.machine.foreign}", name).status == 0
    # Docker 26's containerd store never starts it: it fetches the native one in silence, or fails.
    flags, text = (("--pull=never",), "not found") if kind == "26.1-containerd" else ((), "exec format error")
    assert text in admitted.run(*flags).errors
    assert admitted.cause() == {"tag": "foreign-copy", "digest": "foreign-copy-of-digest"}[by]
    assert admitted.fix().status == 0
    assert admitted.run(*flags).output == "x86_64\n"
    assert admitted.cause() == ""


def test_a_variable_that_asks_for_another_platform_is_named(patient: Admit) -> None:
    admitted = patient("sound")
    admitted.person.environment["DOCKER_DEFAULT_PLATFORM"] = "linux/s390x"
    assert admitted.run().status != 0
    assert admitted.cause() == "default-platform"
    assert admitted.fix().status == 0
    admitted.person.environment["DOCKER_DEFAULT_PLATFORM"] = f"linux/{native().name}"
    assert admitted.cause() == ""


def test_a_shell_text_is_not_called_sound(patient: Admit) -> None:
    admitted = patient("shell-text")
    assert admitted.run().status != 0
    conclusion = admitted.report()["conclusion"]
    assert conclusion["cause"] == "shell-text"
    assert admitted.report()["sound"] == "no"
    assert "what that starts is not known from the image" in conclusion["sentence"]
    assert conclusion["commands"][1] == "anyarch diagnose diagnosed"


@pytest.mark.parametrize(
    ("name", "path"),
    [("behind-a-text", "/opt/app"), ("behind-a-relative-path", "/app/server"), ("behind-a-script", "/opt/tool")],
)
def test_a_program_that_a_script_starts_is_told_from_the_image(patient: Admit, name: str, path: str) -> None:
    admitted = patient(name)
    assert admitted.run().status != 0
    report = admitted.report()
    assert report["conclusion"]["cause"] == "wrong-label"
    assert f", but {path} in it is a program for " in report["conclusion"]["sentence"]
    assert report == admitted.report()  # from the cache


def test_a_program_that_may_be_started_is_a_note(patient: Admit) -> None:
    admitted = patient("in-a-branch")
    assert admitted.run().output == f"{GREETING}\n"
    report = admitted.report()
    assert (report["conclusion"], report["sound"]) == (None, "as far as it was read")
    [note] = report["notes"]
    assert note.startswith("/start may start /opt/app. The image says ")


@pytest.mark.parametrize(
    ("name", "said", "path"),
    [
        ("behind-a-script", "/opt/tool", "/opt/tool"),
        ("behind-a-folder", "./server", "/app/server"),
        ("behind-a-word", "/app/tool", "/app/tool"),
        ("named-by-an-application", "/opt/driver", "/opt/driver"),
    ],
)
def test_a_program_that_the_log_names_is_found_and_looked_at(
    patient: Admit, foreign: str, name: str, said: str, path: str
) -> None:
    admitted = patient(name)
    assert admitted.run("--name", "named").status != 0
    report = admitted.report("named")
    assert (report["ending"]["path"], report["conclusion"]["cause"]) == (said, "wrong-label")
    assert f"{path} in it is a program for linux/{foreign}" in report["conclusion"]["sentence"]


@pytest.mark.parametrize(
    ("name", "status", "cause", "sentence"),
    [
        ("dynamic-child", 9, "loader-missing", "/opt/hello needs the loader /lib64/"),
        ("illegal-child", 132, "low-cpu-level", "Something that /start starts needs a newer CPU"),
    ],
)
def test_what_a_script_started_is_blamed_and_not_the_shell(
    patient: Admit, name: str, status: int, cause: str, sentence: str
) -> None:
    admitted = patient(name)
    assert admitted.run("--name", "child").status == status
    conclusion = admitted.report("child")["conclusion"]
    assert (conclusion["cause"], conclusion["sentence"][: len(sentence)]) == (cause, sentence)


def test_a_write_that_is_denied_is_no_cause(patient: Admit) -> None:
    admitted = patient("write-denied")
    failed = admitted.run("--name", "denied")
    assert failed.status == 1
    assert "denied" in failed.errors
    report = admitted.report("denied")
    assert (report["conclusion"], report["unexplained"]) == (None, None)


def test_a_container_that_keeps_restarting_has_the_same_cause_at_any_time(patient: Admit) -> None:
    admitted = patient("behind-a-script")
    started = admitted.run("--detach", "--restart", "always", "--name", "loop")
    assert started.status == 0
    with events(admitted.person, "die", "container=loop") as deaths:
        assert [next(deaths) for _ in range(3)]
    assert {admitted.cause("loop") for _ in range(5)} == {"wrong-label"}
