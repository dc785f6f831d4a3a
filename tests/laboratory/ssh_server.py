"""An ssh server on 127.0.0.1 for the user who runs this, and an `ssh` program that knows the way to it.

It has its own host key and lets in one key made for the occasion; nobody's ~/.ssh is read or written. Programs that it
starts find a Docker engine through DOCKER_HOST, as on a machine with that engine.
"""

import os
import pwd
import shlex
import socket
import subprocess
import tempfile
from types import TracebackType
from typing import Self

from tests.laboratory import ports
from tests.laboratory.daemon import Daemon
from tests.laboratory.debian import install
from tests.laboratory.programs import PATH, find

SERVER = """\
ListenAddress 127.0.0.1
Port {port}
HostKey {folder}/host-key
AuthorizedKeysFile {folder}/key.pub
PidFile none
StrictModes no
UsePAM no
PermitRootLogin yes
PasswordAuthentication no
SetEnv DOCKER_HOST={engine} PATH={path}
"""
CLIENT = """\
#!/bin/sh
exec {ssh} -F none -i {folder}/key -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR "$@"
"""
PRIVILEGE_SEPARATION = "/run/sshd"


class SshServer:
    """An ssh server, running from the beginning of a `with` block to its end; needs root.

    Args:
        engine: the Docker engine that its users have, as DOCKER_HOST names it.

    Attributes:
        url: `ssh://USER@127.0.0.1:PORT`.
        programs: a folder with an `ssh` that gets in; to be put first in PATH.

    Raises:
        Unavailable: on entering, if the server cannot be had or does not start.
    """

    def __init__(self, engine: str) -> None:
        self.engine = engine
        self.url = ""
        self.programs = ""
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._daemon: Daemon | None = None

    def __enter__(self) -> Self:
        """Start the server, and return when it listens."""
        install("openssh-server", "openssh-client")
        self._folder = tempfile.TemporaryDirectory(prefix="anyarch-ssh-")
        try:
            self._start(self._folder.name)
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the server and remove its files."""
        if self._daemon:
            self._daemon.stop()
        if self._folder:
            self._folder.cleanup()

    def _start(self, folder: str) -> None:
        for name in ("host-key", "key"):
            words = [find("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-f", os.path.join(folder, name)]
            subprocess.run(words, check=True)
        os.makedirs(PRIVILEGE_SEPARATION, exist_ok=True)
        [port] = ports.free()
        user = pwd.getpwuid(os.geteuid()).pw_name
        self.url, self.programs = f"ssh://{user}@127.0.0.1:{port}", os.path.join(folder, "bin")
        os.mkdir(self.programs)
        configuration = os.path.join(folder, "sshd_config")
        with open(configuration, "w", encoding="utf-8") as file:
            file.write(SERVER.format(port=port, folder=folder, engine=self.engine, path=PATH))
        client = os.path.join(self.programs, "ssh")
        with open(client, "w", encoding="utf-8") as file:
            file.write(CLIENT.format(ssh=find("ssh"), folder=shlex.quote(folder)))
        os.chmod(client, 0o700)
        words = [find("sshd"), "-D", "-e", "-f", configuration]
        self._daemon = Daemon(words, os.path.join(folder, "log"), {"PATH": PATH})
        self._daemon.__enter__()
        self._daemon.wait_until(lambda: _listens(port))


def _listens(port: int) -> bool:
    with socket.socket() as connection:
        return connection.connect_ex(("127.0.0.1", port)) == 0
