"""Which engine is meant (`bare.endpoint`), held against what docker's own command line finds."""

import json
import os
import pwd
import subprocess
from pathlib import Path

import pytest

from anyarch.bare.endpoint import configuration_folder, resolve
from anyarch.bare.errors import UnknownEngineError
from tests.laboratory.programs import every, find


@pytest.fixture
def home(tmp_path: Path) -> Path:
    docker = find("docker")
    environment = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    for name, host in (("away", "tcp://10.0.0.7:2375"), ("desktop", "unix:///run/desktop.sock")):
        words = [docker, "context", "create", name, "--docker", f"host={host}"]
        subprocess.run(words, check=True, env=environment, capture_output=True)
    return tmp_path


CASES: list[tuple[dict[str, str], dict[str, str], str, str]] = [
    # flags, variables, the engine's address, the context's name
    ({}, {}, "unix:///var/run/docker.sock", "default"),
    ({}, {"DOCKER_HOST": ""}, "unix:///var/run/docker.sock", "default"),
    ({"host": "unix:///s"}, {"DOCKER_HOST": "tcp://1.2.3.4:5"}, "unix:///s", "default"),
    ({"host": ""}, {"DOCKER_HOST": "tcp://1.2.3.4:5"}, "unix:///var/run/docker.sock", "default"),
    ({"context": "away"}, {}, "tcp://10.0.0.7:2375", "away"),
    ({"context": "away"}, {"DOCKER_HOST": "unix:///s"}, "tcp://10.0.0.7:2375", "away"),
    ({"context": "default"}, {"DOCKER_HOST": "unix:///s"}, "unix:///s", "default"),
    ({}, {"DOCKER_CONTEXT": "desktop"}, "unix:///run/desktop.sock", "desktop"),
    ({}, {"DOCKER_CONTEXT": "desktop", "DOCKER_HOST": "unix:///s"}, "unix:///s", "default"),
    ({"host": "unix:///s"}, {"DOCKER_CONTEXT": "desktop"}, "unix:///s", "default"),
    ({"context": ""}, {"DOCKER_HOST": "unix:///s"}, "unix:///s", "default"),
    ({"context": "default"}, {"DOCKER_CONTEXT": "desktop"}, "unix:///var/run/docker.sock", "default"),
    ({"host": "unix://"}, {}, "unix:///var/run/docker.sock", "default"),
    ({"host": " unix:///s "}, {}, "unix:///s", "default"),
    ({}, {"DOCKER_HOST": " ", "DOCKER_CONTEXT": "desktop"}, "unix:///var/run/docker.sock", "default"),
    ({"host": "tcp://"}, {}, "tcp://localhost:2375", "default"),
    ({"host": "Build-Box"}, {}, "tcp://Build-Box:2375", "default"),
    ({"host": ":5"}, {}, "tcp://localhost:5", "default"),
    ({"host": "a/path"}, {}, "tcp://a:2375/path", "default"),
    ({"host": "[::1]:"}, {}, "tcp://[::1]:2375", "default"),
    ({"host": "unix:/s"}, {}, "tcp://unix:2375/s", "default"),
]


@pytest.mark.parametrize(("flags", "variables", "host", "context"), CASES)
def test_the_engine_is_the_one_that_docker_talks_to(
    home: Path, flags: dict[str, str], variables: dict[str, str], host: str, context: str
) -> None:
    environment = {"HOME": str(home), **variables}
    found = resolve(flags, environment)
    assert (found.host, found.context) == (host, context)
    words = [word for name, value in flags.items() for word in (f"--{name}", value)]
    current = ["context", "inspect", "--format", "{{.Endpoints.docker.Host}} {{.Name}}"]
    for docker in every("docker"):
        shown = subprocess.run([docker, *words, *current], env=environment, check=True, capture_output=True, text=True)
        assert shown.stdout == f"{host} {context}\n"


def test_the_current_context_is_taken_from_dockers_settings(home: Path) -> None:
    settings = home / ".docker" / "config.json"
    settings.write_text(json.dumps({"currentContext": "desktop"}))
    assert resolve({}, {"HOME": str(home)}).context == "desktop"
    moved = home / "elsewhere"
    os.rename(home / ".docker", moved)
    assert resolve({}, {"HOME": str(home)}).context == "default"
    assert resolve({}, {"HOME": str(home), "DOCKER_CONFIG": str(moved)}).context == "desktop"
    assert resolve({"config": str(moved)}, {"HOME": str(home)}).context == "desktop"


def test_for_a_user_without_any_home_it_is_in_the_working_folder_as_for_docker(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(user: int) -> pwd.struct_passwd:
        raise KeyError(user)

    monkeypatch.setattr(pwd, "getpwuid", unknown)
    assert configuration_folder({}, {}) == ".docker"


@pytest.mark.parametrize(
    "flags",
    [
        {"context": "nowhere"},
        {"context": "away", "host": "unix:///s"},
        {"context": "away", "host": ""},
        {"host": "http://a:1"},
        {"host": "TCP://a:1"},
        {"host": "unix://tcp://a"},
        {"host": "tcp://[::1]"},
        {"host": "tcp://a:b"},
    ],
)
def test_what_docker_refuses_is_no_engine(home: Path, flags: dict[str, str]) -> None:
    with pytest.raises(UnknownEngineError):
        resolve(flags, {"HOME": str(home)})
    for docker in every("docker"):
        words = [docker, *(f"--{name}={value}" for name, value in flags.items()), "version", "--format", "client"]
        done = subprocess.run(words, env={"HOME": str(home)}, check=False, capture_output=True)
        assert (done.returncode, done.stdout) == (1, b""), "nor does it print what it says of itself"


def test_a_host_that_no_name_server_knows_is_no_engine_either(home: Path) -> None:
    with pytest.raises(UnknownEngineError):
        resolve({"host": "tcp://a:1:2"}, {"HOME": str(home)})


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"currentContext": 5}', b"\xff", b'{"currentContext": null}'])
def test_settings_that_cannot_be_read_are_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "config.json").write_bytes(content)
    assert resolve({"config": str(tmp_path)}, {}).context == "default"


def test_a_context_that_cannot_be_read_is_passed_over(home: Path) -> None:
    for name, content in (("a", b"{"), ("b", b'{"Name": "away"}'), ("c", b"[]")):
        folder = home / ".docker" / "contexts" / "meta" / name
        folder.mkdir()
        (folder / "meta.json").write_bytes(content)
    assert resolve({"context": "away"}, {"HOME": str(home)}).host == "tcp://10.0.0.7:2375"


@pytest.mark.parametrize(
    ("flags", "variables", "verify"),
    [
        ({}, {}, None),
        ({"tls": "true"}, {}, False),
        ({"tlsverify": "true"}, {}, True),
        ({"tlsverify": "false"}, {}, False),
        ({"tls": "false"}, {"DOCKER_TLS": "1"}, None),
        ({}, {"DOCKER_TLS": "1"}, False),
        ({}, {"DOCKER_TLS_VERIFY": "1"}, True),
        ({}, {"DOCKER_TLS_VERIFY": ""}, None),
    ],
)
def test_encryption_is_on_where_docker_turns_it_on(
    flags: dict[str, str], variables: dict[str, str], *, verify: bool | None
) -> None:
    found = resolve({"host": "tcp://1.2.3.4:5", **flags}, variables)
    assert (found.tls.verify if found.tls else None) is verify


def test_encryption_without_a_host_means_dockers_tls_port() -> None:
    assert resolve({"tls": "true"}, {}).host == "tcp://localhost:2376"


def test_the_files_of_a_tls_connection_are_found_where_docker_has_them(tmp_path: Path) -> None:
    for name in ("ca.pem", "cert.pem", "key.pem", "other.pem"):
        (tmp_path / name).touch()
    environment = {"DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": str(tmp_path)}
    tls = resolve({"tlscacert": str(tmp_path / "other.pem")}, environment).tls
    assert tls is not None
    assert (tls.certificate_authority, tls.certificate) == (f"{tmp_path}/other.pem", f"{tmp_path}/cert.pem")
    absent = resolve({}, {**environment, "DOCKER_CERT_PATH": "/nowhere"}).tls
    assert absent is not None
    assert (absent.certificate_authority, absent.key) == ("", "")


def test_the_folder_of_the_flag_is_not_where_the_certificates_are(tmp_path: Path) -> None:
    environment = {"HOME": str(tmp_path), "DOCKER_TLS_VERIFY": "1", "DOCKER_HOST": "tcp://127.0.0.1:1"}
    flagged, own = tmp_path / "flagged", tmp_path / ".docker"
    for folder in (flagged, own):
        folder.mkdir()
    (flagged / "ca.pem").touch()
    tls = resolve({"config": str(flagged)}, environment).tls
    assert tls is not None
    assert tls.certificate_authority == ""
    for docker in every("docker"):
        words = [docker, "--config", str(flagged), "version"]
        refused = subprocess.run(words, env=environment, check=False, capture_output=True, text=True)
        assert f"open {own}/ca.pem" in refused.stderr
