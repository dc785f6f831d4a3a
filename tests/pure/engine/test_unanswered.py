"""An engine that does not answer: the words, and what to do, by how it is reached."""

import os
import socket
import time
from pathlib import Path

import pytest

from anyarch.bare.endpoint import resolve
from anyarch.engine.connection import Connection
from anyarch.engine.unanswered import no_answer
from anyarch.person.errors import SilentError, UnreachableError

PROGRAM = "#!/bin/sh\necho 'a banner' >&2\necho 'nobody@far: Permission denied (publickey).' >&2\nexit 255\n"


def asked(host: str) -> UnreachableError:
    with pytest.raises(UnreachableError) as raised:
        Connection(resolve({"host": host}, {}), time.monotonic() + 60).get("/version")
    return raised.value


def test_a_socket_that_does_not_exist_or_that_nothing_listens_on_is_docker_that_is_not_running(tmp_path: Path) -> None:
    found = asked(f"unix://{tmp_path}/none.sock")
    assert str(found) == (
        f"The engine at unix://{tmp_path}/none.sock did not answer: "
        "there is no such socket, so docker is not running there."
    )
    assert found.remedy == "docker context ls"
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(tmp_path / "left.sock"))
    assert "nothing listens on this socket" in str(asked(f"unix://{tmp_path}/left.sock"))


@pytest.mark.parametrize(
    ("path", "remedy"),
    [
        ("/var/run/docker.sock", "sudo systemctl start docker"),
        ("/run/user/1000/docker.sock", "systemctl --user start docker"),
        ("/home/me/.docker/desktop/docker.sock", "start Docker Desktop"),
        ("/Users/me/.colima/default/docker.sock", "colima start"),
        ("/run/user/1000/podman/podman.sock", "systemctl --user start podman.socket"),
    ],
)
def test_what_is_not_running_is_started_in_its_own_way(path: str, remedy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    assert no_answer(f"unix://{path}", ConnectionRefusedError(111, "Connection refused")).remedy == remedy


@pytest.mark.parametrize(
    ("permissions", "remedies"),
    [(0o660, ("sudo usermod --append --groups ", "log in again")), (0o600, ("use sudo, or an engine of your own",))],
)
def test_a_socket_that_the_user_may_not_use_belongs_to_a_group_or_to_root(
    tmp_path: Path, permissions: int, remedies: tuple[str, ...]
) -> None:
    path = tmp_path / "docker.sock"
    path.touch()
    path.chmod(permissions)
    if os.geteuid() == 0:
        os.chown(path, 0, 1)  # daemon, on each Linux
    found = no_answer(f"unix://{path}", PermissionError(13, "Permission denied"))
    assert str(found).endswith("did not answer: permission denied.")
    assert found.remedy.startswith(remedies)


def test_ssh_has_the_last_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ssh").write_text(PROGRAM)
    (tmp_path / "ssh").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    found = asked("ssh://nobody@far:22")
    assert str(found).endswith("did not answer: nobody@far: Permission denied (publickey).")
    assert found.remedy == "ssh -p 22 nobody@far docker version"


def test_without_ssh_that_is_the_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert str(asked("ssh://far")).endswith("did not answer: ssh is not installed.")


def test_an_address_that_leads_nowhere_is_a_context_to_check() -> None:
    found = asked("tcp://host.invalid:2375")
    assert "HTTP" not in str(found)
    assert found.remedy == "docker context ls"


def test_no_answer_in_time_is_a_kind_of_its_own() -> None:
    assert isinstance(no_answer("unix:///x", TimeoutError()), SilentError)
