"""A docker-py client for any endpoint: sockets, TCP, TLS, and ssh by the system's own ssh program.

Importing this costs a tenth of a second (docker-py brings requests), so it stands outside the hot path: engines that
are not behind a Unix socket, and everything that does more than ask.

docker-py's own ssh transport is not used: it would need paramiko, which knows nothing of the user's ssh settings, and
could stop at a password prompt in the middle of somebody's command.
"""

import contextlib
import http.client
from collections.abc import Iterator

import docker
import docker.errors
import requests.utils
import urllib3.exceptions
from docker.tls import TLSConfig

from anyarch.bare.endpoint import Endpoint
from anyarch.engine.ssh import SshAdapter

# What comes out of docker-py when an engine refuses, goes away in the middle, or says what cannot be read: its own
# errors, those of requests (which are OSError), and what it lets through of the floors below where it streams.
ERRORS = (
    docker.errors.DockerException,
    OSError,
    ValueError,
    KeyError,
    http.client.HTTPException,
    urllib3.exceptions.HTTPError,
)
# docker-py wants a version lest it asks the engine; requests to paths without one do not use it.
_ANY_VERSION = "1.41"


def open_client(endpoint: Endpoint, timeout: int, version: str = _ANY_VERSION) -> docker.APIClient:
    """A client that connects at its first request.

    Args:
        endpoint: the engine.
        timeout: seconds for each wait, not for a whole request.
        version: the API version that docker-py's methods speak.

    Raises:
        docker.errors.DockerException: the address or the TLS files are unusable.
    """
    if endpoint.host.startswith("ssh://"):
        # The socket's path is never opened: the adapter that is mounted over it makes the connections.
        client = docker.APIClient("unix:///ssh", version=version, timeout=timeout)
        client.mount("http+docker://", SshAdapter(endpoint.host, timeout))
        client.max_redirects = 0
        return client
    client = docker.APIClient(endpoint.host, version=version, timeout=timeout, tls=_tls(endpoint))
    # Of the environment requests may take the proxies, as docker does. Left to itself it would also take certificates
    # that beat the engine's own (REQUESTS_CA_BUNDLE), and passwords from ~/.netrc.
    client.trust_env = False
    client.max_redirects = 0  # requests would send a registry's login along, wherever it is led
    client.proxies.update(requests.utils.get_environ_proxies(client.base_url))
    return client


def open_negotiated(endpoint: Endpoint, timeout: int) -> docker.APIClient:
    """A client whose methods speak the engine's own API version; it asks for that at once.

    Raises:
        docker.errors.DockerException, requests.RequestException: as above, or the engine does not answer.
    """
    client = open_client(endpoint, timeout)
    try:
        version = client.get(f"{client.base_url}/version", timeout=timeout).json()["ApiVersion"]
    except BaseException:
        client.close()
        raise
    # docker-py has no other way, and a second client would be a second connection, which over ssh is what takes time.
    client._version = str(version)  # type: ignore[attr-defined] # noqa: SLF001
    return client


@contextlib.contextmanager
def negotiated(endpoint: Endpoint, timeout: float) -> Iterator[docker.APIClient]:
    """The same for a block, with at least a second for each wait; closed behind it."""
    client = open_negotiated(endpoint, max(1, round(timeout)))
    try:
        yield client
    finally:
        client.close()


def _tls(endpoint: Endpoint) -> TLSConfig | bool:
    tls = endpoint.tls
    if tls is None:
        return False
    pair = (tls.certificate, tls.key) if tls.certificate and tls.key else None
    return TLSConfig(client_cert=pair, ca_cert=tls.certificate_authority or None, verify=tls.verify)
