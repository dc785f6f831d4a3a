"""`--json` and `--format`: one convention for all commands, also where they fail."""

import json

import pytest

from tests.laboratory.person import Person


@pytest.mark.parametrize(
    ("words", "code", "name", "message"),
    [
        ("doctor --json --nonsense", 2, "USAGE", "No such option '--nonsense'"),
        ("platforms --json", 2, "USAGE", "IMAGE"),
        ("config get --json notce", 2, "USAGE", "Did you mean notice?"),
        ("cache show --json alpine", 1, "FINDING", "is not in the cache"),
        ("diagnose alpine --json", 4, "UNREACHABLE", "docker is not running there"),
        ("emulators list --json", 4, "UNREACHABLE", "docker is not running there"),
    ],
)
def test_a_command_that_fails_prints_an_error_object(
    person: Person, words: str, code: int, name: str, message: str
) -> None:
    done = person.anyarch(*words.split())
    error = json.loads(done.output)["error"]
    assert (done.status, error["code"], error["name"]) == (code, code, name)
    assert message in error["message"]
    assert message in done.errors
    assert bool(error["remedy"]) == ("fix: " in done.errors)


def test_what_docker_is_given_is_not_for_anyarch(person: Person) -> None:
    done = person.anyarch("nonsense", "--", "--json")
    assert (done.status, done.output) == (2, "")


def test_format_prints_fields_as_docker_does(person: Person) -> None:
    def shown(*words: str) -> str:
        done = person.anyarch("config", "list", *words)
        assert (done.status, done.errors) == (0, "")
        return done.output

    assert "notice=auto\n" in shown("--format", "{{.Key}}={{.Value}}")
    assert shown("--format", r"table {{.Key}}\t{{.Value}}").splitlines()[0].split() == ["KEY", "VALUE"]
    assert shown("--format", "table") == shown()
    assert shown().splitlines()[0].split() == ["KEY", "VALUE", "ORIGIN"]
    assert json.loads(shown("--format", "json").splitlines()[0])["key"] == "notice"
    assert shown("-q").splitlines()[:2] == ["notice", "emulation.policy"]
    assert person.anyarch("version", "--format", "{{.Docker}}").output == f"{person.real}\n"


def test_a_field_that_does_not_exist_is_refused_with_those_that_do(person: Person) -> None:
    done = person.anyarch("config", "list", "--format", "{{.Name}}")
    assert (done.status, done.output) == (2, "")
    assert "the fields are .Key, .Value, .Origin." in done.errors
