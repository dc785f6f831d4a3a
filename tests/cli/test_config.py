"""`anyarch config`: what is in force, and a file that keeps all but the one value."""

import os
from pathlib import Path

import click
import pytest

from anyarch.cli.config import command
from anyarch.person.settings import SETTINGS
from tests.cli.conftest import report
from tests.laboratory.person import Person

WRITTEN = """\
# mine
notice = "auto" # quiet enough

[emulation] # of foreign images
prefer = [ "linux/s390x" ]
"""


@pytest.fixture
def file(person: Person, tmp_path: Path) -> Path:
    path = tmp_path / "settings" / "config.toml"
    person.environment["ANYARCH_CONFIG"] = str(path)
    return path


def test_each_has_its_origin_and_without_a_file_all_are_defaults(person: Person, file: Path) -> None:
    shown = report(person, "config", "list", "--json")["settings"]
    assert [row["key"] for row in shown] == [setting.key for setting in SETTINGS]
    assert {row["origin"] for row in shown} == {"default"}
    assert person.anyarch("config", "path").output == f"{file}\n"
    assert not file.exists()
    person.anyarch("config", "set", "emulation.policy", "private")
    person.environment["ANYARCH_NOTICE"] = "never"
    shown = {row["key"]: row for row in report(person, "config", "list", "--json")["settings"]}
    assert shown["emulation.policy"] == {"key": "emulation.policy", "value": "private", "origin": str(file)}
    assert shown["notice"] == {"key": "notice", "value": "never", "origin": "ANYARCH_NOTICE"}
    assert person.anyarch("config", "get", "emulation.policy").output == "private\n"
    assert person.anyarch("config", "set", "notice", "never").errors == "ANYARCH_NOTICE is set, and overrides it.\n"


@pytest.mark.parametrize(
    ("key", "word", "value"),
    [
        ("notice", "never", "never"),
        ("emulation.prefer", "s390x,linux/arm64", ["linux/s390x", "linux/arm64"]),
        ("emulation.prefer", '["linux/arm64"]', ["linux/arm64"]),
        ("lookup.timeout", "5", 5.0),
        ("routing.contexts", '{ arm64 = "graviton" }', {"linux/arm64": "graviton"}),
    ],
)
@pytest.mark.usefixtures("file")
def test_what_is_set_is_in_force(person: Person, key: str, word: str, value: object) -> None:
    done = person.anyarch("config", "set", key, word)
    assert (done.status, done.errors) == (0, "")
    assert report(person, "config", "get", key, "--json")["value"] == value


@pytest.mark.parametrize(("key", "word"), [("notice", "loud"), ("lookup.timeout", "-1")])
def test_what_makes_no_sense_is_refused(person: Person, file: Path, key: str, word: str) -> None:
    assert person.anyarch("config", "set", key, "--", word).status == 2
    assert not file.exists()


def test_the_rest_of_the_file_stays_and_so_does_a_link_to_it(person: Person, file: Path, tmp_path: Path) -> None:
    target = tmp_path / "elsewhere"
    file.parent.mkdir()
    file.symlink_to(target)
    target.write_text(WRITTEN)
    target.chmod(0o640)
    person.anyarch("config", "set", "emulation.policy", "install")
    assert target.read_text() == WRITTEN + 'policy = "install"\n'
    person.anyarch("config", "set", "notice", "never")
    assert target.read_text() == WRITTEN.replace('"auto"', '"never"') + 'policy = "install"\n'
    assert target.stat().st_mode & 0o777 == 0o640
    assert file.is_symlink()
    assert os.listdir(file.parent) == ["config.toml"]


def test_what_is_no_toml_is_left_alone(person: Person, file: Path) -> None:
    file.parent.mkdir()
    file.write_text("notice = \n")
    done = person.anyarch("config", "set", "notice", "never")
    assert (done.status, file.read_text()) == (1, "notice = \n")
    assert "cannot be changed" in done.errors


def test_a_mistake_in_the_file_is_told_beside_what_is_in_force(person: Person, file: Path) -> None:
    file.parent.mkdir()
    file.write_text("notice = 'loud'\n")
    done = person.anyarch("config", "list")
    assert done.status == 2
    assert "must be one of auto, always, never" in done.errors
    assert "fix: anyarch config unset notice\n" in done.errors
    assert done.output.splitlines()[1].split() == ["notice", "auto", "default"]
    assert person.anyarch("config", "get", "notice").output == "auto\n"


def test_an_unknown_key_stops_no_command(person: Person, file: Path) -> None:
    file.parent.mkdir()
    file.write_text("lookup.timout = 5\n")
    for words in (["config", "list"], ["plan", "--", "ps"], ["config", "unset", "lookup.timout"]):
        assert person.anyarch(*words).status == 0
    assert file.read_text() == ""


@pytest.mark.usefixtures("file")
def test_what_is_unset_has_its_default_again(person: Person) -> None:
    person.anyarch("config", "set", "notice", "never")
    assert person.anyarch("config", "unset", "notice").status == 0
    assert person.anyarch("config", "get", "notice").output == "auto\n"
    assert person.anyarch("config", "unset", "notice").status == 1


def test_a_misspelled_setting_is_suggested(person: Person) -> None:
    for verb in (["get", "notce"], ["set", "notce", "x"], ["unset", "notce"]):
        done = person.anyarch("config", *verb)
        assert (done.status, done.output) == (2, "")
        assert "Did you mean notice?" in done.errors


VALUES = [
    "auto", "never", "true", "false", "0", "600", "2.5", "linux/arm/v7", "s390x,linux/arm64", "", "far",
    "ssh://me@far:22/run/docker.sock", "example.org/i:1", '["linux/386"]', '"never"',
]  # fmt: skip


@pytest.mark.parametrize("key", [setting.key for setting in SETTINGS])
@pytest.mark.parametrize("value", VALUES)
def test_what_get_prints_set_takes(
    key: str, value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ANYARCH_CONFIG", str(tmp_path / "config.toml"))

    def run(*words: str) -> str:
        command.main([*words], standalone_mode=False)
        return capsys.readouterr().out.removesuffix("\n")

    try:
        run("set", key, value)
    except click.UsageError:
        return  # the setting has no such value
    printed = run("get", key)
    run("set", key, printed)
    assert run("get", key) == printed
