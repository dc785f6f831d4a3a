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


def test_format_prints_fields_as_docker_does(person: Person) -> None:
    def shown(*words: str) -> str:
        return person.anyarch("config", "list", *words).output

    assert "notice=auto\n" in shown("--format", "{{.Key}}={{.Value}}")
    assert shown("--format", "table") == shown()
    assert shown("--format", r"table {{.Key}}\t{{.Value}}").splitlines()[0].split() == ["KEY", "VALUE"]
    refused = person.anyarch("config", "list", "--format", "{{.Name}}")
    assert (refused.status, "the fields are .Key, .Value, .Origin." in refused.errors) == (2, True)
    assert shown("-q").splitlines()[:2] == ["notice", "emulation.policy"]
