"""A Docker engine that somebody without privileges runs, as docker.io's `dockerd-rootless.sh` starts it in a chroot.

Its user is nobody of this machine: their name and the range of their subordinate users are seen in the chroot only.
The engine has a network of its own by slirp4netns, in which this machine's 127.0.0.1 is `MACHINE`, and no control
groups.
(With the machine's own network, which `--net=host` gives, Docker 26 breaks off when it is asked for its version.)
"""

import os
import shlex

from tests.laboratory import chroot
from tests.laboratory.daemon import Engine
from tests.laboratory.programs import PATH
from tests.laboratory.unix import answers

USER = 61234
FILES = {
    "passwd": "root:x:0:0::/root:/bin/sh\nsomebody:x:{user}:{user}::{folder}:/bin/sh\n",
    "group": "root:x:0:\nsomebody:x:{user}:\n",
    "subuid": "somebody:1000000:65536\n",
    "subgid": "somebody:1000000:65536\n",
}
START = """
set -e
cd "$1"
for name in {files}; do mount --bind "$name" "/etc/$name"; done
mknod tun c 10 200
chmod 666 tun
mount --bind tun /dev/net/tun
exec setpriv --reuid={user} --regid={user} --clear-groups sh {program} {options}
"""
PROGRAM = "/usr/share/docker.io/contrib/dockerd-rootless.sh"
MACHINE = "10.0.2.2"
OPTIONS = ("--bridge=none", "--iptables=false", "--storage-driver=vfs", f"--insecure-registry={MACHINE}/32")


class RootlessEngine(Engine):
    """An engine without privileges for a `with` block, from a chroot with rootlesskit; starting it needs root."""

    def __init__(self, root: str) -> None:
        super().__init__()
        self.root = root

    def start(self) -> None:
        self.make_folder("rootless")
        os.chown(self.folder, USER, USER)
        for name, text in FILES.items():
            self.write(name, text.format(user=USER, folder=self.folder))
        script = START.format(files=" ".join(FILES), user=USER, program=PROGRAM, options=shlex.join(OPTIONS))
        environment = {
            "PATH": PATH,
            "HOME": self.folder,
            "XDG_RUNTIME_DIR": self.folder,
            "DOCKERD_ROOTLESS_ROOTLESSKIT_NET": "slirp4netns",
            "DOCKERD_ROOTLESS_ROOTLESSKIT_PORT_DRIVER": "none",
            "DOCKERD_ROOTLESS_ROOTLESSKIT_DISABLE_HOST_LOOPBACK": "false",
        }
        words = chroot.opened(self.root, ("sh", "-c", script, "sh", self.folder))
        self.run(words, "log", environment).wait_until(lambda: answers(self.socket))
