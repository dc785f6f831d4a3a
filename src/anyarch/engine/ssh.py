"""HTTP to an engine on another machine, through ``ssh HOST docker system dial-stdio``, as docker does it.

The words are docker/cli's (cli/connhelper/connhelper.go), and `bare.ssh_url` reads the URL. It runs the system's ssh,
with the user's keys, agents, jump hosts, and aliases. ssh must not prompt (BatchMode): that would block the user's
`docker run`, which prompts itself.

A connection takes half a second or more, so a client reuses it, and opens another one only while the first is busy.
All end with the client. If one fails, the reason is the last line that ssh or the docker there has printed.
"""

import http.client
import socket
import subprocess
import tempfile

import urllib3.connection
import urllib3.response
from docker.transport.unixconn import UnixHTTPAdapter, UnixHTTPConnection, UnixHTTPConnectionPool

from anyarch.bare import ssh_url

_MOST_WORDS = 1 << 14


class SshError(ConnectionError):
    """What ssh, or the docker over there, has said."""


class SshAdapter(UnixHTTPAdapter):
    """docker-py's adapter for sockets, with ssh processes instead."""

    def __init__(self, url: str, timeout: int) -> None:
        super().__init__("http+unix:///ssh", timeout)
        self.url = url
        self.pools[url] = _Pool(url, timeout)  # closed with the adapter

    def get_connection(self, url: str | bytes, proxies: object = None) -> UnixHTTPConnectionPool:  # noqa: ARG002
        """The connections, whatever the arguments: requests passes them."""
        pool = self.pools[self.url]
        assert isinstance(pool, UnixHTTPConnectionPool)  # noqa: S101 - docker-py has no types here
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
        self.said = ""  # at the end of the last process
        self._answers = False

    def connect(self) -> None:
        self._end()
        ours, theirs = socket.socketpair()
        ours.settimeout(self.seconds)
        self.sock = ours
        # A file, because nothing reads it while ssh runs: a full pipe would stop ssh.
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the connection
        with theirs:
            end = theirs.fileno()
            words = command(self.url, self.seconds)
            try:
                self.process = subprocess.Popen(words, stdin=end, stdout=end, stderr=self.errors)
            except FileNotFoundError as error:
                self.errors.close()
                raise SshError("ssh is not installed") from error

    def request(self, *arguments: object, **named: object) -> None:
        """Send a request; urllib3 passes the arguments."""
        try:
            super().request(*arguments, **named)  # type: ignore[arg-type] # passed on
        except OSError as error:
            raise self._explained(error) from error

    def getresponse(self) -> urllib3.response.HTTPResponse:  # type: ignore[override] # as urllib3's own
        """The answer."""
        try:
            self._answers = True
            try:
                return super().getresponse()
            finally:
                self._answers = False
        except (OSError, http.client.HTTPException) as error:
            raise self._explained(error) from error

    def _explained(self, error: Exception) -> Exception:
        """The error, or what was said before the connection was closed."""
        if isinstance(error, (TimeoutError, SshError)):
            return error
        self.close()
        return SshError(self.said) if self.said else error

    def close(self) -> None:
        super().close()
        if not self._answers:  # else http.client leaves the socket to an answer of unknown length, which needs ssh
            self._end()

    def _end(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None
            with self.errors:
                self.errors.seek(0)
                lines = self.errors.read(_MOST_WORDS).decode("utf-8", "replace").strip().splitlines()
            self.said = lines[-1].strip() if lines else ""


def command(url: str, seconds: int) -> list[str]:
    """The command that connects to the engine at an ssh URL within `seconds`.

    Raises:
        UnknownEngineError: docker refuses the URL.
    """
    address = ssh_url.parse(url)
    words = ["ssh", "-T", "-o", "BatchMode=yes", "-o", f"ConnectTimeout={seconds}"]
    words += ["-l", address.user] if address.user else []
    words += ["-p", address.port] if address.port else []
    chosen = ["--host", f"unix://{address.socket}"] if address.socket else []
    return [*words, "--", address.host, "docker", *chosen, "system", "dial-stdio"]
