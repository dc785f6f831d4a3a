"""A docker-py client for any endpoint: sockets, TCP, TLS, and ssh.

Importing this takes a tenth of a second, because docker-py loads requests, so only what needs more than a GET does it.
`negotiated` translates all errors of docker-py and of the libraries below it into those of `person.errors`.

It does not use docker-py's own ssh transport: that needs paramiko, which ignores the user's ssh settings, and could
stop at a password prompt in the middle of a command.
"""

import contextlib
import http.client
import ssl
import tarfile
from collections.abc import Iterator
from http import HTTPStatus

import docker
import docker.errors
import docker.types
import requests.adapters
import requests.utils
import urllib3.exceptions
import urllib3.util
from docker.tls import TLSConfig
from docker.transport import UnixHTTPAdapter

from anyarch.bare import documents
from anyarch.bare.endpoint import Endpoint
from anyarch.engine import certificates, headers
from anyarch.engine.ssh import SshAdapter
from anyarch.engine.unanswered import no_answer
from anyarch.person import unwinding
from anyarch.person.errors import RefusedError

# What is raised when an engine refuses, goes away, or sends garbage: docker-py's errors, those of requests (which are
# OSError), where it streams, those of the libraries below, and what is said of an archive that is none.
_ERRORS = (
    docker.errors.DockerException,
    OSError,
    ValueError,
    KeyError,
    http.client.HTTPException,
    urllib3.exceptions.HTTPError,
    tarfile.TarError,
)
# What a block of `Engine.client` works with; other folders import these names from here.
Client = docker.APIClient
Mount = docker.types.Mount
# docker-py keeps a connection for each path on a Unix socket that it has asked about; open files may be few.
_MOST_IDLE = 4
# docker-py takes any 2xx for done, and would wait for a container that was never started.
_WITHOUT_CONTENT = (("POST", "/start"), ("DELETE", "/containers/"))
# docker-py asks the engine for a version unless it is given one; requests to paths without a version do not use it.
_ANY_VERSION = "1.41"


def open_client(endpoint: Endpoint, timeout: int) -> Client:
    """A client that connects at its first request, and waits `timeout` seconds at most for each part of an answer.

    Raises:
        docker.errors.DockerException: the address or the TLS files are unusable.
    """
    if endpoint.host.startswith("ssh://"):
        # The socket is never opened: the adapter that is mounted over it makes the connections.
        client = docker.APIClient("unix:///ssh", version=_ANY_VERSION, timeout=timeout)
        client.mount("http+docker://", SshAdapter(endpoint.host, timeout))
        client.max_redirects = 0
        client.headers.update(headers.find(endpoint))
        return client
    client = docker.APIClient(endpoint.host, version=_ANY_VERSION, timeout=timeout, tls=_tls(endpoint))
    # requests may take proxies from the environment, as docker does, but not the certificates that would replace the
    # engine's own (REQUESTS_CA_BUNDLE), or passwords from ~/.netrc.
    client.trust_env = False
    client.max_redirects = 0  # requests would send a registry's login along, wherever a redirect leads
    if endpoint.socket_path:
        client.headers["Accept-Encoding"] = "identity"  # on one machine, compressing takes longer than sending
        client.mount("http+docker://", UnixHTTPAdapter(endpoint.socket_path, timeout, pool_connections=_MOST_IDLE))
    client.headers.update(headers.find(endpoint))
    client.proxies.update(requests.utils.get_environ_proxies(client.base_url))
    if endpoint.tls:
        client.mount("https://", _TlsAdapter(is_verified=endpoint.tls.verify))
    return client


@contextlib.contextmanager
def negotiated(endpoint: Endpoint, seconds: float) -> Iterator[Client]:
    """A client that uses the engine's own API version, for a block; it waits `seconds` at most, and at least one.

    ^C and other signals unwind the block (`person.unwinding`), so that it leaves nothing on the engine.

    Raises:
        RefusedError: inside the block, the engine refused.
        UnreachableError: inside the block, it did not answer, went away, or sent what cannot be read.
    """
    timeout = max(1, round(seconds))
    try:
        with unwinding.on_signals(), contextlib.closing(open_client(endpoint, timeout)) as client:
            answer = client.get(f"{client.base_url}/version", timeout=timeout).json()
            client.hooks["response"].append(_check)
            # docker-py has no other way, and a second client would be a second connection, which ssh makes slow.
            client._version = documents.needed(answer, "ApiVersion")  # type: ignore[attr-defined] # noqa: SLF001
            yield client
    except docker.errors.APIError as error:
        status = error.status_code or 0
        raise RefusedError(f"The engine answered: {error.explanation or error}.", status) from error
    except _ERRORS as error:
        raise no_answer(endpoint.host, error) from error


class _TlsAdapter(requests.adapters.HTTPAdapter):
    """The adapter of requests, for connections that check the engine's certificate as docker does."""

    def __init__(self, *, is_verified: bool) -> None:
        required = ssl.CERT_REQUIRED if is_verified else ssl.CERT_NONE
        self.context = urllib3.util.create_urllib3_context(cert_reqs=required)
        certificates.check_as_docker(self.context)
        if not is_verified:  # as the user wants it
            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
        super().__init__()

    def init_poolmanager(self, *arguments: object, **named: object) -> None:
        """Make the connections that need no proxy; requests passes the arguments."""
        super().init_poolmanager(*arguments, ssl_context=self.context, **named)  # type: ignore[arg-type] # passed on

    def proxy_manager_for(self, proxy: str, **named: object) -> urllib3.PoolManager:
        """The connections through a proxy."""
        manager: urllib3.PoolManager = super().proxy_manager_for(proxy, ssl_context=self.context, **named)
        return manager


def _check(answer: requests.Response, *, stream: bool = False, **_: object) -> None:
    """Refuse an answer that has content where the Docker Engine API has none, which no engine gives that did it.

    And make an error of one that says no reason, as docker-py looks for one in each, and fails without. A stream is not
    read here, as it may have no end, and its reader wants all of it.
    """
    status, method, path = answer.status_code, str(answer.request.method), answer.request.path_url
    if status == HTTPStatus.OK and any(method == verb and part in path for verb, part in _WITHOUT_CONTENT):
        answer.close()  # only its reader would, and there is none
        raise requests.RequestException(f"the answer to {method} makes no sense")
    if status >= HTTPStatus.BAD_REQUEST and not stream and not _has_reason(answer):
        kind = docker.errors.NotFound if status == HTTPStatus.NOT_FOUND else docker.errors.APIError
        raise kind("", answer, f"status {status}, and no reason")


def _has_reason(answer: requests.Response) -> bool:
    """Whether an error says why, in JSON, or in words of its own (Docker Engine API, ErrorResponse)."""
    try:
        document = answer.json()
    except ValueError:
        return True
    return isinstance(document, dict) and isinstance(document.get("message"), str)


def _tls(endpoint: Endpoint) -> TLSConfig | bool:
    tls = endpoint.tls
    if tls is None:
        return False
    pair = (tls.certificate, tls.key) if tls.certificate and tls.key else None
    return TLSConfig(client_cert=pair, ca_cert=tls.certificate_authority or None, verify=tls.verify)
