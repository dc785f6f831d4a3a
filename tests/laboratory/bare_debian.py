"""A bare Debian to install things in: what a person who has docker's client and nothing else would see.

The suite's chroot is the lower layer of an overlay, which is in memory and goes with the `with` block, and so does
everything that was installed. It has the machine's network, names, certificates, and locks, and the machine's folder
for temporary files, in which the engines' sockets are. It needs root, and hides no processes.
"""

import os
import shlex
import subprocess
import tempfile
from collections.abc import Mapping
from typing import Self

from tests.laboratory import suites
from tests.laboratory.chroot import joined
from tests.laboratory.interrupts import held
from tests.laboratory.person import TIMEOUT, Outcome
from tests.laboratory.suites import Suite

BARE = {
    "bookworm": Suite("bookworm", ("ca-certificates", "docker.io")),
    "trixie": Suite("trixie", ("ca-certificates", "docker-cli")),
}
USER = "me"
CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"  # some programs bring their own
PATH = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"
# It prints a line when all is mounted, and stays until its standard input ends.
MOUNTING = """
set -e
lower=$1 temporary=$2 scratch=$(mktemp -d)
mount -t tmpfs tmpfs "$scratch"
mkdir "$scratch/upper" "$scratch/work" "$scratch/root"
mount -t overlay overlay -o "lowerdir=$lower,upperdir=$scratch/upper,workdir=$scratch/work" "$scratch/root"
root=$scratch/root
for name in dev proc sys; do mount --rbind "/$name" "$root/$name"; done
for name in "$temporary" /run/lock; do mkdir -p "$root$name" && mount --bind "$name" "$root$name"; done
for file in etc/resolv.conf etc/hosts etc/ssl/certs/ca-certificates.crt; do cp "/$file" "$root/$file"; done
cp /etc/apt/apt.conf.d/99* "$root/etc/apt/apt.conf.d" 2>/dev/null || true
cd "$root"
pivot_root . .
umount --lazy .
cd /
useradd --create-home --shell /bin/bash me
echo ready
exec cat >/dev/null
"""


class BareDebian:
    """A Debian for a `with` block, with what a suite has; see also `BARE`."""

    def __init__(self, suite: Suite) -> None:
        self.suite = suite

    def __enter__(self) -> Self:
        root = suites.chroot(self.suite)
        words = ("unshare", "--mount", "--propagation", "private", "sh", "-c", MOUNTING, "sh")
        with held():
            self._holder = subprocess.Popen(
                [*words, root, tempfile.gettempdir()],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                start_new_session=True,
            )
        assert self._holder.stdout
        if self._holder.stdout.readline() != b"ready\n":
            raise RuntimeError(f"{self.suite.name} could not be mounted")
        return self

    def __exit__(self, *_: object) -> None:
        self._holder.communicate()

    def run(self, script: str, user: str = "root", extra: Mapping[str, str] | None = None) -> Outcome:
        done = subprocess.run(
            self.words(script, user, extra),
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=TIMEOUT,
            text=True,
        )
        return Outcome(done.returncode, done.stdout, done.stderr)

    def words(self, script: str, user: str = "root", extra: Mapping[str, str] | None = None) -> tuple[str, ...]:
        """The words that run a script with bash as a user in their home, with nothing of the machine's environment."""
        home = "/root" if user == "root" else f"/home/{user}"
        variables = {
            "HOME": home,
            "USER": user,
            "PATH": f"{home}/.local/bin:{PATH}",
            "LANG": "C.UTF-8",
            "SSL_CERT_FILE": CERTIFICATES,
            **(extra or {}),
        }
        words = ["env", "-i", *(f"{name}={value}" for name, value in variables.items())]
        if user != "root":
            words = ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups", *words]
        return joined(self._holder.pid, [*words, "bash", "-c", f"cd {shlex.quote(home)} && {script}"])

    def install(self, *packages: str) -> None:
        script = f"apt-get -qq update && apt-get -qq -y --no-install-recommends install {shlex.join(packages)}"
        done = self.run(script, extra={"DEBIAN_FRONTEND": "noninteractive"})
        if done.status:
            raise RuntimeError(f"apt failed in {self.suite.name}: {done.errors[-2000:]}")

    def write(self, path: str, content: str) -> None:
        done = self.run(f"mkdir -p {os.path.dirname(path)} && printf %s {shlex.quote(content)} >{shlex.quote(path)}")
        assert done.status == 0, done.errors
