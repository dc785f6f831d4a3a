"""An engine that does not answer: what to say, and what to do about it.

The words begin in the same way for each engine. The remedy is one command or sentence, and depends on how the engine is
reached: a socket that does not exist, one that this user may not use, ssh, TLS.

It asks nothing but the file system, about a socket and the groups.
"""

import errno
import grp
import os
import pwd
import shlex
import ssl
import stat
import sys

from anyarch.bare import ssh_url
from anyarch.person.errors import SilentError, UnreachableError
from anyarch.person.reasons import innermost, why

_DENIED = (errno.EACCES, errno.EPERM)
_CONTEXTS = "docker context ls"
_NOT_RUNNING = {
    errno.ENOENT: "there is no such socket, so docker is not running there",
    errno.ECONNREFUSED: "nothing listens on this socket, so docker is not running there",
    errno.ENOTSOCK: "it is not a socket",
}
# Where products have their sockets, and how each is started.
_STARTS = (
    ("/.colima/", "colima start"),
    ("/colima/", "colima start"),
    ("/.lima/", "limactl start"),
    ("/.rd/", "start Rancher Desktop"),
    ("/.orbstack/", "orb start"),
    ("/.docker/", "start Docker Desktop"),
    ("/podman/", "systemctl --user start podman.socket"),
    ("/run/user/", "systemctl --user start docker"),
    ("/run/docker.sock", "sudo systemctl start docker"),
)
_START_ON_MACOS = "start Docker Desktop, or what you use instead"


def no_answer(address: str, error: Exception) -> UnreachableError:
    """The error for an engine that did not answer, by its address and what came instead of an answer."""
    kind = SilentError if isinstance(error, TimeoutError) else UnreachableError
    reason = innermost(error)
    words = why(error)
    if address.startswith("unix://") and isinstance(reason, OSError):
        words = _NOT_RUNNING.get(reason.errno or 0, words)
    sentence = f"The engine at {address} did not answer: {words or 'it gave no reason'}."
    return kind(sentence, _remedy(address, reason))


def _remedy(address: str, reason: BaseException) -> str:
    number = reason.errno if isinstance(reason, OSError) else None
    if address.startswith("unix://"):
        path = address.removeprefix("unix://")
        if number in _DENIED:
            return _permission(path)
        return _start(path) if number in _NOT_RUNNING else "docker version"
    if address.startswith("ssh://"):
        return _by_hand(address)
    if isinstance(reason, ssl.SSLError):
        return "set DOCKER_CERT_PATH to the directory of ca.pem, cert.pem and key.pem, or check the context's"
    return _CONTEXTS


def _start(path: str) -> str:
    """How to start what should listen on a socket."""
    if sys.platform == "darwin" and path.endswith("/run/docker.sock"):
        return _START_ON_MACOS
    return next((command for part, command in _STARTS if part in path), _CONTEXTS)


def _permission(path: str) -> str:
    """How to be allowed to use a socket: docker's own way is its group."""
    try:
        about = os.stat(path)
        group = grp.getgrgid(about.st_gid)
        user = pwd.getpwuid(os.getuid()).pw_name
    except (OSError, KeyError):
        return f"ls -l {shlex.quote(path)}"
    if not about.st_mode & stat.S_IWGRP or about.st_gid == 0:
        return "use sudo, or an engine of your own: https://docs.docker.com/go/rootless/"
    if user in group.gr_mem:
        return f"log in again: you were added to the group {group.gr_name}, but this session does not have it yet"
    return f"sudo usermod --append --groups {group.gr_name} {shlex.quote(user)}, and log in again"


def _by_hand(address: str) -> str:
    """The command that shows what ssh or the docker there has to say."""
    try:
        url = ssh_url.parse(address)
    except Exception:  # noqa: BLE001 - what docker refuses is not tried
        return _CONTEXTS
    port = ["-p", url.port] if url.port else []
    return shlex.join(["ssh", *port, f"{url.user}@{url.host}" if url.user else url.host, "docker", "version"])
