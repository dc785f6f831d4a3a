"""An ssh server on 127.0.0.1 for the user who runs this, and an `ssh` program that knows the way to it.

It has its own host key and lets in one key made for the occasion; nobody's ~/.ssh is read or written. Programs that it
starts find a Docker engine through DOCKER_HOST, as on a machine with that engine.
"""

import os
import pwd
import shlex
import socket
import subprocess

from tests.laboratory import ports
from tests.laboratory.daemon import Service
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


class SshServer(Service):
    """An ssh server for a `with` block, and a folder with an `ssh` that gets in; needs root."""

    def __init__(self, engine: str) -> None:
        super().__init__()
        self.engine = engine
        self.url = ""

    @property
    def programs(self) -> str:
        return self.path("bin")

    def start(self) -> None:
        install("openssh-server", "openssh-client")
        self.make_folder("ssh")
        for name in ("host-key", "key"):
            words = [find("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-f", self.path(name)]
            subprocess.run(words, check=True)
        os.makedirs(PRIVILEGE_SEPARATION, exist_ok=True)
        [port] = ports.free()
        self.url = f"ssh://{pwd.getpwuid(os.geteuid()).pw_name}@127.0.0.1:{port}"
        os.mkdir(self.programs)
        self.write("bin/ssh", CLIENT.format(ssh=find("ssh"), folder=shlex.quote(self.folder)), 0o700)
        settings = SERVER.format(port=port, folder=self.folder, engine=self.engine, path=PATH)
        words = [find("sshd"), "-D", "-e", "-f", self.write("sshd_config", settings)]
        self.run(words, "log", {"PATH": PATH}).wait_until(lambda: _listens(port))


def _listens(port: int) -> bool:
    with socket.socket() as connection:
        return connection.connect_ex(("127.0.0.1", port)) == 0
