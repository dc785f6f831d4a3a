"""Which of the programs that a container starts is the one that `anyarch verify` speaks of."""

from anyarch.diagnosis.verify import main_program
from anyarch.programs.children import Child, Children, Unread
from anyarch.programs.entry_point import COMMAND, INTERPRETER, LOADER, MISSING, PROGRAM, SCRIPT, STARTED, Step
from tests.pure.diagnosis.written import Engine

AROUND = Engine("linux/amd64", executed=("linux/arm64",))


def program(path: str, platform: str = "linux/amd64", role: str = STARTED) -> Step:
    return Step(role, path, path, PROGRAM, platform=platform)


def child(*steps: Step, is_sure: bool = True) -> Child:
    return Child("/start", is_sure, may_change=False, steps=steps)


SHELL = program("/bin/sh", role=INTERPRETER)
SCRIPT_STEPS = (Step(COMMAND, "/start", "/start", SCRIPT), SHELL)
SETUP, APP = program("/setup"), program("/app")
FOREIGN = program("/foreign", "linux/arm64")


def chosen(*children: Child, hidden: Unread | None = None) -> str:
    found = main_program(SCRIPT_STEPS, Children(children, hidden=hidden), AROUND)
    return found.path if found else ""


def test_it_is_the_last_one_that_is_started_for_sure_or_the_shell_where_that_is_not_known() -> None:
    assert chosen() == "/bin/sh"
    assert chosen(child(SETUP), child(APP)) == "/app"
    assert chosen(child(SETUP), child(APP, is_sure=False)) == "/setup"
    assert chosen(child(APP, program("/lib/ld.so", role=LOADER))) == "/app"
    assert chosen(child(APP), child(Step(STARTED, "gone", "", MISSING))) == "/app"
    assert chosen(child(SETUP), hidden=Unread("/start", '"$@"')) == "/bin/sh"


def test_one_that_is_emulated_comes_before_a_native_one() -> None:
    assert chosen(child(FOREIGN), child(APP)) == "/foreign"
    assert chosen(child(FOREIGN), hidden=Unread("/start", '"$@"')) == "/foreign"
    assert chosen(child(FOREIGN, is_sure=False), child(APP)) == "/app"


def test_nothing_that_could_be_read_is_none() -> None:
    assert main_program((), Children(), AROUND) is None
