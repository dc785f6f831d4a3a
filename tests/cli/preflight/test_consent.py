"""Consent at a real terminal, in a process of its own; no engine is asked anything."""

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from anyarch.bare import lifetimes, records
from anyarch.decision.facts import Pack
from anyarch.decision.outcome import INSTALL_HANDLER, PRIVATE_EMULATION, ROUTE
from anyarch.emulators.handlers.installer import Proposal
from anyarch.oci.platforms import Platform
from anyarch.person.settings import EMULATION_IMAGE, Settings
from anyarch.preflight import consent
from tests.laboratory.programs import PATH
from tests.laboratory.terminal import INTERRUPT, Terminal

CHOICES = "[y/N/a/v] "
LONGEST = Platform("linux", "mips64le")
ASK = """
import os, sys, time
from anyarch.bare.endpoint import resolve
from anyarch.engine import Engine
from anyarch.emulators.handlers.installer import Proposal
from anyarch.oci.platforms import Platform
from anyarch.person import settings
from anyarch.preflight import consent
environment = dict(os.environ)
chosen, _ = settings.load(environment)
engine = Engine(resolve({}, environment), chosen, environment, time.monotonic() + 100)
consent.PATIENCE = float(os.environ.get("PATIENCE", "100"))
platform = Platform("linux", os.environ.get("WANTED", "mips64le"))
if "QUESTION" in environment:
    with open(os.environ["RESULT"], "w") as file:
        file.write(f"{consent.agrees(environment, environment['QUESTION'])} {consent.all_rungs(chosen, environment)}")
    sys.exit()
found = consent.ask(engine, Proposal(None, (), chosen.emulation_image, (platform,)))
with open(os.environ["RESULT"], "w") as file:
    file.write(f"{found.is_given} {found.was_asked} {consent.rungs(chosen.emulation, environment)}")
"""


class User:
    """Somebody at a terminal, with a home."""

    def __init__(self, home: Path) -> None:
        self.result = home / "result"
        self.settings = home / "config.toml"
        self.environment = {
            "HOME": str(home),
            "PATH": PATH,
            "PYTHONPATH": os.pathsep.join(sys.path),
            "ANYARCH_CACHE_DIR": str(home / "cache"),
            "ANYARCH_CONFIG": str(self.settings),
            "DOCKER_HOST": "unix:///none",
            "RESULT": str(self.result),
        }
        (home / "ask.py").write_text(ASK)
        self.command = f"{sys.executable} {home}/ask.py"

    @contextlib.contextmanager
    def at(self, redirections: str = "", before: str = "", after: str = "") -> Iterator[Terminal]:
        """At a terminal of 80 columns, where the question is about to be asked."""
        line = f"stty columns 80; {before} {self.command} {redirections}; echo end''ed{after}"
        with Terminal(["bash", "--norc", "-c", line], self.environment, self.environment["HOME"]) as terminal:
            yield terminal

    def answers(self, keys: str) -> tuple[str, str]:
        """What is shown after the question is answered; and what was found."""
        with self.at() as terminal:
            terminal.expect(CHOICES)
            terminal.type(keys)
            shown = terminal.expect("ended")
        return shown, self.found()

    def is_left_alone(self, redirections: str = "", before: str = "") -> bool:
        """Whether nothing is asked, and nothing said."""
        with self.at(redirections, before) as terminal:
            shown = terminal.expect("ended")
        said = shown.replace(self.command, "")  # bash shows what has run in the background, wherever Python is
        return "anyarch" not in said and self.found().startswith("False False")

    def found(self) -> str:
        return self.result.read_text()


@pytest.fixture
def user(tmp_path: Path) -> User:
    return User(tmp_path)


def test_the_question_is_three_lines_also_for_the_longest_platform(user: User) -> None:
    with user.at() as terminal:
        shown = terminal.expect(CHOICES)
        terminal.type("\r")
    lines = f"{shown}{CHOICES}".split("\r\n")
    assert len(lines) <= 3
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize(
    ("image", "shown"),
    [
        (EMULATION_IMAGE, "tonistiigi/binfmt:qemu-v10.2.3"),
        (f"host/binfmt@sha256:{'0123456789abcdef' * 4}", "host/binfmt@sha256:01234567"),
        (f"registry.example.com/{'a' * 100}:1@sha256:{'0' * 64}", "registry.example.com/aaaaaaaa…"),
    ],
)
def test_an_image_is_named_so_that_it_can_be_read_at_once(image: str, shown: str) -> None:
    assert f"from {shown} (--privileged if needed)?" in consent.question(Proposal(None, (), image, (LONGEST,)))


def test_a_pack_is_not_an_image() -> None:
    asked = consent.question(Proposal(Pack("volume", frozenset()), (LONGEST,), EMULATION_IMAGE, ()))
    assert "from the pack on it?" in asked
    assert "privileged" not in asked


@pytest.mark.parametrize(
    ("keys", "found"),
    [
        ("y\r", "True True"),
        ("huh\rYes\r", "True True"),
        ("\r", "False True"),
        ("n\r", "False True"),
        ("\x04", "False True"),
    ],
)
def test_the_answer_counts_and_return_means_no(user: User, keys: str, found: str) -> None:
    _, answered = user.answers(keys)
    assert answered.startswith(found)
    assert not user.settings.exists()


@pytest.mark.parametrize(("keys", "policy", "given"), [("a\r", "install", "True"), ("v\r", "never", "False")])
def test_always_and_never_set_the_policy_of_that_name_and_say_so(
    user: User, keys: str, policy: str, given: str
) -> None:
    shown, answered = user.answers(keys)
    assert answered.startswith(f"{given} True")
    assert f"emulation.policy is now {policy}." in shown
    assert f'policy = "{policy}"' in user.settings.read_text()
    user.settings.write_text('emulation.policy = "ask"\n')
    with user.at() as terminal:  # so a refusal that is a policy is not remembered besides
        terminal.expect(CHOICES)
        terminal.type("\r")


def test_no_answer_in_time_counts_as_no_and_is_said(user: User) -> None:
    user.environment["PATIENCE"] = "0.01"
    with user.at() as terminal:
        terminal.expect(CHOICES)
        assert "not installed" in terminal.expect("ended")
    assert user.found().startswith("False True")


def test_an_interrupt_is_no_answer(user: User) -> None:
    with user.at() as terminal:
        terminal.expect(CHOICES)
        terminal.type(INTERRUPT)
        terminal.expect("^C")
    assert not user.result.exists()


@pytest.mark.parametrize("redirections", [">out 2>err", "2>&1 | cat >out"])
def test_where_the_output_goes_does_not_matter(user: User, redirections: str) -> None:
    with user.at(redirections) as terminal:
        terminal.expect(CHOICES)
        terminal.type("y\r")
        terminal.expect("ended")
    assert user.found().startswith("True True")
    assert (Path(user.environment["HOME"]) / "out").read_text() == ""


@pytest.mark.parametrize(("value", "is_ci"), [("true", True), ("1", True), ("", False), ("0", False), ("False", False)])
def test_nothing_is_asked_in_ci(user: User, value: str, *, is_ci: bool) -> None:
    user.environment["CI"] = value
    if is_ci:
        assert user.is_left_alone()
        assert user.found().endswith(f"('{PRIVATE_EMULATION}',)")
    else:
        assert user.answers("y\r")[1].startswith("True True")


@pytest.mark.parametrize(
    ("redirections", "before"),
    [("</dev/null", ""), ("<<<y", ""), ("", "stty -icanon;"), ("& wait $!", "set -m; stty tostop;")],
)
def test_nothing_is_asked_where_the_input_is_not_the_users_to_answer_with(
    user: User, redirections: str, before: str
) -> None:
    """It is a file, or read by keys, or by who is in the foreground."""
    assert user.is_left_alone(redirections, before)


@pytest.mark.parametrize("ahead", ["y\r", "y", "rm -r x\ry", "one\rtwo\rthree"])
def test_what_was_typed_ahead_is_neither_an_answer_nor_lost(user: User, ahead: str) -> None:
    gate = Path(user.environment["HOME"], "gate")
    os.mkfifo(gate)
    lines = ahead.split("\r")
    reads = "; ".join('read -r line; echo "got:$line."' for _ in lines)
    with user.at(before=f"echo rea''dy; read -r _ <{gate};", after=f"; {reads}") as terminal:
        terminal.expect("ready")
        terminal.type(ahead)
        for line in lines:
            terminal.expect(line)
        gate.write_text("open\n")
        assert CHOICES not in terminal.expect("ended")
        terminal.type("\r")
        for line in lines:
            terminal.expect(f"got:{line}.")
    assert user.found().startswith("False False")


def test_a_no_holds_for_a_day_for_that_engine_and_platform(user: User) -> None:
    user.answers("n\r")
    assert user.is_left_alone()
    cache = user.environment["ANYARCH_CACHE_DIR"]
    ((_, fields),) = records.read_all(cache, records.DECLINED)
    user.environment["WANTED"] = "s390x"
    assert user.answers("\r")[1].startswith("False True")
    user.environment |= {"WANTED": "mips64le", "DOCKER_HOST": "unix:///other"}
    assert user.answers("\r")[1].startswith("False True")
    user.environment["DOCKER_HOST"] = "unix:///none"
    long_ago = str(int(time.time()) - lifetimes.DECLINED)
    records.write(cache, records.DECLINED, "unix:///none linux/mips64le", {**fields, "at": long_ago})
    assert user.answers("y\r")[1].startswith("True True")


CONTEXTS = {Platform("linux", "arm64"): "far"}


@pytest.mark.parametrize(
    ("chosen", "allowed"),
    [
        (Settings(emulation="install"), (INSTALL_HANDLER, PRIVATE_EMULATION)),
        (Settings(emulation="private"), (PRIVATE_EMULATION,)),
        (Settings(emulation="never"), ()),
        (Settings(routing="always", routing_contexts=CONTEXTS), (ROUTE, PRIVATE_EMULATION)),
        (
            Settings(routing="always", routing_contexts=CONTEXTS, emulation="install"),
            (INSTALL_HANDLER, ROUTE, PRIVATE_EMULATION),
        ),
        (Settings(routing="always", routing_contexts=CONTEXTS, emulation="never"), (ROUTE,)),
        (Settings(routing="always"), (PRIVATE_EMULATION,)),
        (Settings(routing="never", routing_contexts=CONTEXTS), (PRIVATE_EMULATION,)),
        (Settings(routing="ask", routing_contexts=CONTEXTS), (PRIVATE_EMULATION,)),  # a script is not asked
        (Settings(routing="ask", routing_contexts=CONTEXTS, emulation="never"), ()),
    ],
)
def test_without_a_question_the_policies_say_what_may_be_done(chosen: Settings, allowed: tuple[str, ...]) -> None:
    assert consent.all_rungs(chosen, {}) == allowed


@pytest.mark.parametrize(
    ("keys", "found"), [("y\r", "True"), ("Yes\r", "True"), ("\r", "False"), ("a\r", "False"), ("\x04", "False")]
)
def test_a_user_is_asked_each_time_whether_to_use_another_engine(user: User, keys: str, found: str) -> None:
    user.settings.write_text('routing.policy = "ask"\nrouting.contexts.arm64 = "far"\n')
    user.environment["QUESTION"] = "Run it on the context far?"
    with user.at() as terminal:
        assert terminal.expect("[y/N] ").endswith("anyarch: Run it on the context far? ")
        terminal.type(keys)
        terminal.expect("ended")
    assert user.found() == f"{found} {(PRIVATE_EMULATION, INSTALL_HANDLER, ROUTE)}"


def test_a_script_is_not_asked_whether_to_use_another_engine(user: User) -> None:
    user.environment["QUESTION"] = "Run it on the context far?"
    with user.at("</dev/null") as terminal:
        assert "[y/N]" not in terminal.expect("ended")
    assert user.found().startswith("False ")
