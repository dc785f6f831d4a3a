"""`docker anyarch`, with every docker client of this machine."""

import json
import shlex
import sys

import pytest

from anyarch import as_plugin
from anyarch.as_plugin import translated
from anyarch.person.errors import ExitCode
from tests.laboratory.person import Person
from tests.laboratory.programs import every


@pytest.mark.parametrize(
    ("line", "expected", "variables"),
    [
        ("anyarch doctor", "doctor", {}),
        ("anyarch", "", {}),
        ("anyarch plan -- run anyarch", "plan -- run anyarch", {}),
        ("anyarch --help", "--help", {}),
        ("help anyarch", "--help", {}),
        ("help anyarch plan", "plan --help", {}),
        ("-D anyarch log", "log", {}),
        ("--context far anyarch doctor", "doctor", {"DOCKER_CONTEXT": "far", "DOCKER_HOST": None}),
        ("--context=default anyarch doctor", "doctor", {"DOCKER_CONTEXT": "default"}),
        ("--context= anyarch doctor", "doctor", {}),
        ("-H tcp://a:1 anyarch doctor", "doctor", {"DOCKER_HOST": "tcp://a:1"}),
        ("-H '' anyarch doctor", "doctor", {"DOCKER_CONTEXT": "default", "DOCKER_HOST": None}),
        ("--config=/c anyarch doctor", "doctor", {"DOCKER_CONFIG": "/c", "DOCKER_CERT_PATH": "/h/.docker"}),
        ("--tls anyarch doctor", "doctor", {"DOCKER_TLS": "1"}),
        ("--tlsverify anyarch doctor", "doctor", {"DOCKER_TLS": "1", "DOCKER_TLS_VERIFY": "1"}),
        ("--tlsverify=0 anyarch doctor", "doctor", {"DOCKER_TLS": "1", "DOCKER_TLS_VERIFY": None}),
    ],
)
def test_dockers_words_become_anyarchs(line: str, expected: str, variables: dict[str, str | None]) -> None:
    assert translated(shlex.split(line), {"HOME": "/h"}) == (expected.split(), variables)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["--tls", "--tlskey", "/k", "anyarch"],
            "docker anyarch has no --tlscacert, --tlscert or --tlskey: set DOCKER_CERT_PATH to their folder.",
        ),
        (["--nonsense", "anyarch"], "anyarch does not know the flag --nonsense."),
        (["--\x1b[31mred", "anyarch"], "anyarch does not know the flag --\\x1b[31mred."),
    ],
)
def test_a_flag_that_cannot_be_passed_on_is_refused(
    words: list[str], said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["docker-anyarch", *words])
    with pytest.raises(SystemExit) as ended:
        as_plugin.main()
    assert ended.value.code == ExitCode.USAGE
    assert capsys.readouterr().err == f"anyarch: {said}\n"


@pytest.mark.parametrize("client", every("docker"))
def test_each_docker_takes_the_plugin_for_one_which_is_anyarch(person: Person, client: str) -> None:
    person.real = client
    person.install()
    assert "Run images of other platforms" in person.run([client, "--help"]).output
    described = person.run([client, "info", "--format", "{{json .ClientInfo}}"]).output.splitlines()[0]
    (found,) = json.loads(described)["Plugins"]
    assert (found["Name"], found["Vendor"], found.get("Err")) == ("anyarch", "anyarch", None)
    alone, plugged = (
        person.run([*words, "plan", "--json", "--", "run", "x"]) for words in (person.command, [client, "anyarch"])
    )
    assert json.loads(plugged.output) == json.loads(alone.output)
    assert person.run([client, "anyarch", "nonsense"]).status == 2
    assert "Usage: docker anyarch" in person.run([client, "help", "anyarch"]).output
    assert person.run([client, "anyarch", "--help"]).output == person.run([client, "help", "anyarch"]).output
    told = person.run([client, "--host", "unix:///over/there.sock", "anyarch", "plan", "--", "run", "x"]).output
    assert "/over/there.sock" in told


def test_without_a_home_for_plugins_the_shim_is_still_installed(person: Person) -> None:
    person.environment["DOCKER_CONFIG"] = "/dev/null/docker"
    done = person.anyarch("shim", "install")
    assert done.status == 0
    assert "the shim is installed, but the plugin" in done.errors
    assert person.anyarch("shim", "install", "--no-plugin").errors == ""
