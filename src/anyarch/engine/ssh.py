"""HTTP to an engine on another machine, through ``ssh HOST docker system dial-stdio``, as docker's own CLI does it.

The system's ssh is used, so that keys, agents, jump hosts and aliases are the user's own. It is told never to ask
(BatchMode): a question would stop somebody's `docker run`, which will ask it itself.

A connection takes half a second and more, so a client keeps it from one request to the next. A second is made where the
first is busy with an answer. All end with the client.
"""

import socket
import subprocess
from urllib.parse import urlsplit

import urllib3.connection
from docker.transport.unixconn import UnixHTTPAdapter, UnixHTTPConnection, UnixHTTPConnectionPool


class SshAdapter(UnixHTTPAdapter):
    """docker-py's adapter for sockets, with ssh processes in their place."""

    def __init__(self, url: str, timeout: int) -> None:
        super().__init__("http+unix:///ssh", timeout)
        self.url = url
        self.pools[url] = _Pool(url, timeout)  # closed with the adapter

    def get_connection(self, url: str | bytes, proxies: object = None) -> UnixHTTPConnectionPool:  # noqa: ARG002
        """The connections, as requests asks for them; neither `url` nor proxies mean anything here."""
        pool = self.pools[self.url]
        assert isinstance(pool, UnixHTTPConnectionPool)  # noqa: S101 - docker-py tells no type
        return pool


class _Pool(UnixHTTPConnectionPool):
    def __init__(self, url: str, timeout: int) -> None:
        super().__init__("http://localhost", "", timeout)
        self.url = url
        self.seconds = timeout

    def _new_conn(self) -> urllib3.connection.HTTPConnection:
        return _Connection(self.url, self.seconds)


class _Connection(UnixHTTPConnection):
    def __init__(self, url: str, timeout: int) -> None:
        super().__init__("http://localhost", "", timeout)
        self.url = url
        self.seconds = timeout
        self.process: subprocess.Popen[bytes] | None = None

    def connect(self) -> None:
        ours, theirs = socket.socketpair()
        ours.settimeout(self.seconds)
        with theirs:
            end = theirs.fileno()
            words = command(self.url, self.seconds)
            self.process = subprocess.Popen(words, stdin=end, stdout=end, stderr=subprocess.DEVNULL)
        self.sock = ours

    def close(self) -> None:
        super().close()
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None


def command(url: str, seconds: int) -> list[str]:
    """The words that reach the engine at ``ssh://[user@]host[:port]``, within so many seconds.

    Raises:
        ValueError: the URL names no host.
    """
    parts = urlsplit(url)
    if not parts.hostname:
        raise ValueError(f"{url!r} names no host")
    words = ["ssh", "-T", "-o", "BatchMode=yes", "-o", f"ConnectTimeout={seconds}"]
    words += ["-l", parts.username] if parts.username else []
    words += ["-p", str(parts.port)] if parts.port else []
    return [*words, "--", parts.hostname, "docker", "system", "dial-stdio"]
