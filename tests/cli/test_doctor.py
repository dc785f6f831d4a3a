"""`anyarch doctor`: what it finds where, its exit codes, and how it looks at a terminal."""

import json
import os
import re
import shlex
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import change_launcher, report, write_program
from tests.cli.test_narrow_terminal import shown
from tests.laboratory import debian, known_pack
from tests.laboratory.person import Person
from tests.laboratory.recording_docker import RecordingDocker
from tests.laboratory.recording_engine import Answer, Answers, RecordingEngine, Store

# A docker that knows its version, buildx and anyarch's plugin.
DOCKER = """
case "$1 $2" in
"--version ") echo "Docker version 29.1.3, build abc" ;;
"buildx version") echo "github.com/docker/buildx v0.30.1 abc" ;;
"anyarch --version") echo "anyarch, version 0.1.0" ;;
*) exit 1 ;;
esac
"""
WORLD = Answers(executes={"amd64": 42}, faults={"/volumes": Answer(200, {"Volumes": None})})


@pytest.fixture
def home(person: Person) -> Path:
    return Path(person.environment["HOME"])


@pytest.fixture
def well(person: Person, docker: RecordingDocker, engine: RecordingEngine) -> Person:  # noqa: ARG001 - which answers them
    """A person whose setup is fine."""
    docker.behave(DOCKER)
    path = person.environment["PATH"]
    person.use(person.anyarch("shim", "install").output.strip())
    person.environment["PATH"] = f"{person.shim}:{path}"
    return person


def examined(person: Person, status: int) -> dict[str, dict[str, str]]:
    """What the doctor finds, by subject; of several findings the worst."""
    found: dict[str, dict[str, str]] = {}
    for finding in report(person, "doctor", "--json", status=status)["findings"]:
        if finding["subject"] not in found or finding["verdict"] != "good":
            found[finding["subject"]] = finding
    return found


def test_an_engine_that_does_not_answer_is_all_that_is_wrong_but_a_fault_beside_it_counts_more(
    person: Person, docker: RecordingDocker
) -> None:
    docker.behave(DOCKER)
    found = examined(person, 1)
    assert (found["engine"]["verdict"], found["shim"]["verdict"]) == ("unreachable", "bad")
    assert "did not answer" in found["engine"]["found"]
    assert (found["settings"]["verdict"], ".config/anyarch/config.toml" in found["settings"]["found"]) == ("good", True)
    person.use(person.anyarch("shim", "install").output.strip())
    assert examined(person, 4)["engine"] == found["engine"]


@pytest.mark.parametrize(
    ("file", "line"),
    [
        (".bashrc", 'eval "$(anyarch init bash)"'),
        (".bashrc", '. "$(anyarch shim path)/init.bash"'),
        (".bash_profile", ". {folder}/init.bash"),
        (".zshrc", "source <(anyarch init zsh)"),
        (".config/fish/config.fish", "anyarch init fish | source"),
        (".config/fish/conf.d/docker.fish", "source {folder}/init.fish"),
    ],
)
def test_who_uses_the_function_alone_is_well(well: Person, home: Path, file: str, line: str) -> None:
    folder = well.shim
    well.environment["PATH"] = well.environment["PATH"].removeprefix(f"{folder}:")
    before = examined(well, 1)["PATH"]
    assert (before["verdict"], "no shell loads the function" in before["found"]) == ("bad", True)
    (home / file).parent.mkdir(parents=True, exist_ok=True)
    loading = line.format(folder=folder)
    (home / file).write_text(f"  # {loading}\n{loading}\n")
    found = examined(well, 0)
    shell = next(name for name in ("bash", "zsh", "fish") if name in line)
    assert found["PATH"]["verdict"] == "note"
    assert f"({shell})" in found["PATH"]["found"]
    assert found[shell]["found"].endswith(f"{home / file}, line 2")


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_the_calling_shell_says_that_it_has_the_function(well: Person, home: Path, shell: str) -> None:
    debian.install(shell)
    without_shim = well.environment["PATH"].removeprefix(f"{well.shim}:")
    well.environment["PATH"] = f"{os.path.dirname(sys.executable)}:{without_shim}"
    start = {"bash": ["--norc"], "zsh": ["--no-rcs"]}[shell]
    (home / "script").write_text(f'eval "$(anyarch init {shell})"\nanyarch doctor --json >{home}/report')
    for script, verdict in ((f". {home}/script", "note"), (f"anyarch doctor --json >{home}/report; true", "bad")):
        well.run([shell, *start, "-ic", script])
        found = {each["subject"]: each for each in json.loads((home / "report").read_text())["findings"]}
        assert found["PATH"]["verdict"] == verdict
        assert (f"this {shell} has the function" in found["PATH"]["found"]) == (verdict == "note")
        assert found[shell]["remedy"] == f"anyarch init {shell} --write"


def test_files_of_shells_are_read_and_not_changed(well: Person, home: Path) -> None:
    (home / ".bashrc").write_bytes(b'\xff\x00eval "$(anyarch init bash)"')
    os.mkfifo(home / ".zshrc")
    before = (home / ".bashrc").stat()
    examined(well, 0)
    assert (home / ".bashrc").stat().st_mtime_ns == before.st_mtime_ns


def test_a_default_platform_is_told_with_its_place(well: Person, home: Path) -> None:
    (home / ".profile").write_text("true\nexport DOCKER_DEFAULT_PLATFORM=linux/amd64\nunset DOCKER_DEFAULT_PLATFORM\n")
    found = examined(well, 0)["platform"]
    assert f"{home}/.profile, line 2" in found["found"]
    assert found["remedy"] == ""
    well.environment["DOCKER_DEFAULT_PLATFORM"] = "linux/arm64"
    found = examined(well, 0)["platform"]
    assert (found["verdict"], found["remedy"]) == ("note", "unset DOCKER_DEFAULT_PLATFORM")
    assert "linux/arm64" in found["found"]


FAULTS: dict[str, Callable[[Person], object]] = {
    "gone": lambda well: os.unlink(well.real),
    "python gone": lambda well: change_launcher(well, sys.executable, "/nowhere/python"),
    "itself": lambda well: change_launcher(well, f"docker={well.real}\n", f"docker={well.shim}/docker\n"),
    "older": lambda well: change_launcher(well, "_anyarch_seconds=10", "_anyarch_seconds=11"),
    "no such context": lambda well: well.environment.update(DOCKER_HOST="", DOCKER_CONTEXT="nowhere"),
    "podman": lambda well: Path(well.real).write_text("#!/bin/sh\necho podman version 5.4.2\n"),
    "wrongly set": lambda well: well.environment.update(ANYARCH_NOTICE="loud"),
}


@pytest.mark.parametrize(
    ("fault", "subject", "verdict", "told", "remedy"),
    [
        ("gone", "shim", "bad", "is gone", "anyarch shim install"),
        ("python gone", "shim", "bad", "its Python, /nowhere/python, is gone", "anyarch shim install"),
        ("itself", "shim", "bad", "is a shim itself", "anyarch shim install"),
        ("older", "shim", "note", "another version", "anyarch shim install"),
        ("no such context", "engine", "bad", "nowhere", "docker context ls"),
        ("podman", "docker", "note", "Podman", ""),
        ("wrongly set", "settings", "bad", "ANYARCH_NOTICE", "unset ANYARCH_NOTICE"),
    ],
)
def test_what_is_wrong_is_told(  # noqa: PLR0913, PLR0917 - the columns of a table
    well: Person, fault: str, subject: str, verdict: str, told: str, remedy: str
) -> None:
    FAULTS[fault](well)
    found = examined(well, 1 if verdict == "bad" else 0)[subject]
    assert (found["verdict"], found["remedy"]) == (verdict, remedy)
    assert told in found["found"]


def test_helpers_must_be_there_and_quick_and_one_that_may_prompt_is_left_to_docker(well: Person, home: Path) -> None:
    named = {"credsStore": "quick", "credHelpers": {"a.example": "gone", "b.example": "pass", "c.example": "slow"}}
    (home / ".docker" / "config.json").write_text(json.dumps(named))
    for name, script in {"pass": "touch asked", "quick": "echo '{}'", "slow": "sleep 3; echo '{}'"}.items():
        write_program(home.parent / "real" / f"docker-credential-{name}", f"cd {home}; {script}")
    assert well.anyarch("config", "set", "lookup.timeout", "2").status == 0
    findings = report(well, "doctor", "--json", status=1)["findings"]
    gone, asking, quick, slow = ((each["verdict"], each["found"]) for each in findings if each["subject"] == "logins")
    assert (gone[0], "docker-credential-gone" in gone[1]) == ("bad", True)
    assert (asking[0], "it may prompt" in asking[1], (home / "asked").exists()) == ("note", True, False)
    assert quick == ("good", f"from {home.parent}/real/docker-credential-quick")
    assert (slow[0], "docker-credential-slow, which took " in slow[1]) == ("note", True)


def test_logins_are_counted_and_never_shown(well: Person, home: Path) -> None:
    (home / ".docker" / "config.json").write_text('{"auths": {"a.example": {"auth": "c2VjcmV0OnNlY3JldA=="}}}')
    done = well.anyarch("doctor")
    assert "no credential helper; 1 in " in done.output
    assert "c2VjcmV0" not in done.output


def test_the_cache_is_weighed_or_belongs_to_somebody_else(well: Person, tmp_path: Path) -> None:
    examined(well, 0)
    told = examined(well, 0)["cache"]["found"]
    assert re.search(r"/anyarch, [1-9]\d* records?, \d+ (bytes|KiB)$", told)
    other = tmp_path / "other"
    other.mkdir()
    os.chown(other, 12345, 12345)
    well.environment["ANYARCH_CACHE_DIR"] = str(other)
    found = examined(well, 0)["cache"]
    assert (found["verdict"], "belongs to user 12345" in found["found"]) == ("note", True)


@pytest.mark.parametrize(
    ("subject", "place", "mode"),
    [
        ("shim", ".local/share/anyarch/shim", 0o777),
        ("plugin", ".docker/cli-plugins", 0o777),
        ("settings", ".config/anyarch/config.toml", 0o666),
        ("log", "logs", 0o777),
        ("cache", ".cache/anyarch", 0o775),
        ("cache", ".cache/anyarch/executed", 0o775),
    ],
)
def test_what_others_could_replace_or_change_is_told(
    well: Person, home: Path, subject: str, place: str, mode: int
) -> None:
    verdict, status = ("note", 0) if subject in {"log", "cache"} else ("bad", 1)
    well.environment["ANYARCH_LOG"] = f"{home}/logs/log"
    (home / "logs").mkdir()
    examined(well, 0)  # so that there is a cache
    (home / place).chmod(mode)
    found = examined(well, status)[subject]
    assert (found["verdict"], "other users can write to" in found["found"]) == (verdict, True)
    fix = found["remedy"] or found["found"].partition("To fix it: ")[2]
    assert well.run(shlex.split(fix)).status == 0
    assert examined(well, 0).get(subject, {"verdict": "good"})["verdict"] == "good"


def test_without_a_terminal_each_finding_is_one_line(well: Person) -> None:
    lines = well.anyarch("doctor").output.splitlines()
    assert [line for line in lines if line.startswith(" ") and "fix: " not in line] == []
    assert max(map(len, lines)) > 80


@pytest.mark.parametrize(("columns", "terminal"), [(80, "xterm"), (120, "dumb")])
def test_at_a_terminal_sentences_are_broken_and_colored_unless_it_is_dumb(
    well: Person, columns: int, terminal: str
) -> None:
    well.environment |= {"DOCKER_DEFAULT_PLATFORM": "linux/amd64", "TERM": terminal}
    lines = [line.rpartition("\r")[2] for line in shown(well, columns, "doctor")]
    plain = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in lines]
    told = next(number for number, line in enumerate(plain) if "DOCKER_DEFAULT_PLATFORM is set" in line)
    assert max(len(line) for line in plain[told : told + 3]) <= columns
    assert plain[told + 1].startswith(" " * 20)
    assert any("\x1b[3" in line for line in lines) == (terminal == "xterm")


def test_the_engines_store_and_its_pack_are_told(well: Person, engine: RecordingEngine) -> None:
    volumes = Answer(200, {"Volumes": known_pack.VOLUMES})
    engine.become(Answers(store=Store.CONTAINERD, faults={"/volumes": volumes}))
    well.anyarch("config", "set", "emulation.packs", f"sha256:{'0' * 64}")
    found = examined(well, 0)
    assert "several platforms" in found["images"]["found"]
    refused = found["pack"]
    well.anyarch("config", "unset", "emulation.packs")
    known_pack.trust(well, "s390x", "arm64")
    used = examined(well, 0)["pack"]
    assert (refused["verdict"], refused["remedy"]) == ("note", "anyarch emulators pack")
    assert refused["found"].startswith(f"{known_pack.VOLUME} is labeled as a pack, and is not used")
    assert (used["verdict"], used["found"]) == ("good", f"{known_pack.VOLUME}, for arm64, s390x")


def test_without_docker_it_says_so(person: Person) -> None:
    person.environment["PATH"] = "/nonexistent"
    done = person.run([*person.command, "doctor"])
    assert done.status == 1
    assert "There is no docker in PATH" in done.output
