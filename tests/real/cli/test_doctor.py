"""`anyarch doctor` with the real docker, its real plugins and a real engine."""

import json
import os
from pathlib import Path

import pytest

import anyarch
from tests.cli.conftest import report
from tests.laboratory import plugins
from tests.laboratory.person import Person
from tests.real.conftest import Machine

pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("no_handlers")]


def examined(person: Person) -> dict[str, dict[str, str]]:
    return {finding["subject"]: finding for finding in report(person, "doctor", "--json")["findings"]}


def test_docker_its_plugins_and_the_engine_are_told_as_they_are(person: Person, machine: Machine) -> None:
    plugins.use(person.environment["HOME"], plugins.BUILDX, "trixie")
    found = examined(person)
    assert found["docker"]["found"].startswith(f"{person.real}, Docker version ")
    plugin = found["plugin"]
    assert (plugin["verdict"], plugin["found"]) == ("good", f"docker anyarch, {anyarch.__version__}")
    assert person.real_docker("buildx", "version").output.split()[1] == found["buildx"]["found"]
    version = person.real_docker("version", "--format", "{{.Server.Version}}").output.strip()
    assert found["engine"]["found"] == f"{version}, linux/{machine.native}"
    driver = person.real_docker("info", "--format", "{{.DriverStatus}}").output
    assert ("containerd image store" in found["images"]["found"]) == ("io.containerd.snapshotter" in driver)
    assert found[f"linux/{machine.native}"]["found"] == "executed, native"


def test_a_plugin_that_is_not_there_is_a_note(person: Person) -> None:
    os.unlink(Path(person.environment["HOME"], ".docker", "cli-plugins", "docker-anyarch"))
    found = examined(person)["plugin"]
    assert (found["verdict"], found["remedy"]) == ("note", "anyarch shim install")


def test_it_is_a_command_of_dockers(person: Person) -> None:
    done = person.real_docker("anyarch", "doctor", "--json")
    assert done.status == 0
    assert {"docker", "engine"} <= {finding["subject"] for finding in json.loads(done.output)["findings"]}
