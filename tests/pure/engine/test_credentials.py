import base64
import json
import os
from pathlib import Path

import pytest

from anyarch.engine import credentials

PATIENCE = 60.0
PLAIN = base64.b64encode(b"somebody:secret").decode()


def written(folder: Path, **settings: object) -> str:
    (folder / "config.json").write_text(json.dumps(settings))
    return str(folder)


def sent(headers: dict[str, str]) -> dict[str, str]:
    """What an engine reads in the header."""
    decoded = json.loads(base64.urlsafe_b64decode(headers["X-Registry-Auth"]))
    return {name.lower(): value for name, value in decoded.items() if value}


def headers(folder: str, domain: str, patience: float = PATIENCE, **variables: str) -> dict[str, str]:
    """What docker's settings in a folder have for a registry."""
    return credentials.headers(credentials.find(credentials.origin(folder, domain, variables), patience))


def helper(folder: Path, name: str, script: str) -> None:
    path = folder / f"docker-credential-{name}"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return folder


@pytest.mark.parametrize(
    ("domain", "key"),
    [
        ("registry.example.com", "registry.example.com"),
        ("127.0.0.1:5000", "127.0.0.1:5000"),
        ("registry.example.com", "https://registry.example.com/v1/"),
        ("docker.io", "https://index.docker.io/v1/"),
    ],
)
def test_a_login_is_sent_to_the_registry_that_it_is_for(tmp_path: Path, domain: str, key: str) -> None:
    folder = written(tmp_path, auths={key: {"auth": PLAIN}})
    assert sent(headers(folder, domain)).items() >= {"username": "somebody", "password": "secret"}.items()
    assert headers(folder, "another.example.com") == {}


@pytest.mark.parametrize(
    ("domain", "asked"), [("r.example", "r.example"), ("docker.io", "https://index.docker.io/v1/")]
)
def test_a_helper_is_asked_by_the_servers_name(tmp_path: Path, programs: Path, domain: str, asked: str) -> None:
    folder = written(tmp_path, credHelpers={asked: "lab"}, auths={asked: {"auth": PLAIN}})
    for user, login in (("me", {"username": "me", "password": "s3cret"}), ("<token>", {"identitytoken": "s3cret"})):
        helper(programs, "lab", f'cat >{tmp_path}/asked; echo \'{{"Username":"{user}","Secret":"s3cret"}}\'')
        assert sent(headers(folder, domain)) == {"serveraddress": asked, **login}
        assert (tmp_path / "asked").read_text() == asked


def test_a_helper_that_waits_is_given_up(tmp_path: Path, programs: Path) -> None:
    helper(programs, "lab", "exec sleep 3600")
    folder = written(tmp_path, credsStore="lab")
    with pytest.raises(TimeoutError):
        headers(folder, "r.example", 0.2)


@pytest.mark.parametrize("name", sorted(credentials.LEFT_TO_DOCKER))
def test_a_helper_that_may_prompt_is_left_to_docker(tmp_path: Path, programs: Path, name: str) -> None:
    helper(programs, name, f'touch {tmp_path}/asked; echo \'{{"Username":"me","Secret":"s3cret"}}\'')
    folder = written(tmp_path, credsStore=name)
    assert headers(folder, "r.example") == {}
    assert not (tmp_path / "asked").exists()


def test_a_helper_does_not_learn_where_the_terminal_is(
    tmp_path: Path, programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GPG_TTY", "/dev/pts/7")
    helper(programs, "lab", 'echo "{\\"Username\\":\\"me\\",\\"Secret\\":\\"x${GPG_TTY}x\\"}"')
    assert sent(headers(written(tmp_path, credsStore="lab"), "r.example"))["password"] == "xx"  # noqa: S105


@pytest.mark.parametrize(
    "script", ["echo noise >&2; exit 1", "echo 'credentials not found'; exit 1", "echo garbage", "echo '{}'", None]
)
@pytest.mark.filterwarnings("ignore")
def test_a_helper_that_is_broken_or_missing_is_no_login_and_shows_nothing(
    tmp_path: Path, programs: Path, script: str | None, capfd: pytest.CaptureFixture[str]
) -> None:
    if script:
        helper(programs, "lab", script)
    folder = written(tmp_path, credsStore="lab")
    assert headers(folder, "r.example") == {}
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "content",
    [
        *("", "{", "[]", '{"auths": 5}', '{"auths": {"r.example": 5}}', '{"auths": {}}'),
        *(json.dumps({"auths": {"r.example": {"auth": broken}}}) for broken in ("!!!", "bm9jb2xvbg==", 7)),
    ],
)
def test_settings_without_a_login_that_can_be_read_send_nothing(tmp_path: Path, content: str) -> None:
    (tmp_path / "config.json").write_text(content)
    assert headers(str(tmp_path), "r.example") == {}


def test_the_variable_beats_helpers_and_the_file(tmp_path: Path, programs: Path) -> None:
    helper(programs, "lab", f"touch {tmp_path}/asked; exit 1")
    folder = written(tmp_path, credHelpers={"r.example": "lab"}, auths={"r.example": {"auth": PLAIN}})
    other = base64.b64encode(b"ci:job-token").decode()
    variable = json.dumps({"auths": {"r.example": {"auth": other}}})
    found = sent(headers(folder, "r.example", DOCKER_AUTH_CONFIG=variable))
    assert (found["username"], found["password"]) == ("ci", "job-token")
    assert not (tmp_path / "asked").exists()


@pytest.mark.parametrize(
    "variable", ["", "{", "[]", '{"auths": {"another.example": {"auth": "eDp5"}}}', '{"auths": 1}']
)
def test_a_variable_that_says_nothing_of_the_registry_leaves_the_file(tmp_path: Path, variable: str) -> None:
    folder = written(tmp_path, auths={"r.example": {"auth": PLAIN}})
    assert sent(headers(folder, "r.example", DOCKER_AUTH_CONFIG=variable))["username"] == "somebody"


@pytest.mark.parametrize("kind", ["identitytoken", "registrytoken"])
def test_a_token_in_the_file_is_sent_as_what_it_is(tmp_path: Path, kind: str) -> None:
    folder = written(tmp_path, auths={"r.example": {kind: "t0ken"}})
    assert sent(headers(folder, "r.example"))[kind] == "t0ken"


def test_a_login_that_is_printed_by_accident_shows_no_secret(tmp_path: Path) -> None:
    folder = written(tmp_path, auths={"r.example": {"auth": PLAIN, "identitytoken": "t0ken"}})
    origin = credentials.origin(folder, "r.example", {})
    for shown in (repr(origin), str(credentials.find(origin, PATIENCE)), f"{[origin]}"):
        assert "secret" not in shown
        assert "t0ken" not in shown
        assert PLAIN not in shown


def test_each_login_through_a_helper_is_another_origin_and_the_helper_is_not_asked_for_that(
    tmp_path: Path, programs: Path
) -> None:
    helper(programs, "lab", f"touch {tmp_path}/asked; exit 1")
    first = credentials.origin(written(tmp_path, credsStore="lab"), "r.example", {})
    again = credentials.origin(str(tmp_path), "r.example", {})
    (tmp_path / "new.json").write_text(json.dumps({"credsStore": "lab", "auths": {"r.example": {}}}))
    os.replace(tmp_path / "new.json", tmp_path / "config.json")
    after_login = credentials.origin(str(tmp_path), "r.example", {})
    assert first == again != after_login
    assert not (tmp_path / "asked").exists()
