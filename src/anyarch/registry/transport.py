"""One request to a registry, with a deadline and a limit on the size and the number of redirects.

It uses urllib3. Each request runs in its own thread, because a name lookup has no timeout, and a server that sends a
byte now and then never times out. It does not decompress or retry, and takes no cookies or passwords from elsewhere. A
redirect to another host is followed without the login, one from https to http not at all.
"""

import glob
import os
import ssl
import time
from typing import NamedTuple
from urllib.parse import urlencode, urljoin, urlsplit

import urllib3

from anyarch.person.errors import NotHttpError, RegistryError
from anyarch.person.patience import in_time
from anyarch.registry import addresses

LARGEST = 4 << 20  # the manifest size that the OCI Distribution Specification wants registries to accept
_MOST_REDIRECTS = 5
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_WANTED = {"Accept-Encoding": "identity", "User-Agent": "anyarch"}
_AUTHORIZATION = "Authorization"
# Where engines look for a registry's certificates: docker, rootless docker, Docker Desktop.
_CERTIFICATES = ("/etc/docker/certs.d", "{HOME}/.config/docker/certs.d", "{HOME}/.docker/certs.d")


class Answer(NamedTuple):
    """A response: the status code, the headers by lower-case name, and the body."""

    status: int
    headers: dict[str, str]
    body: bytes


class Transport:
    """Sends requests to registries.

    Args:
        deadline: when to give up, on the clock of `time.monotonic`.
        environment: the environment variables.
    """

    def __init__(self, deadline: float, environment: dict[str, str]) -> None:
        self._deadline = deadline
        self._environment = environment
        self._pools: dict[tuple[str, str], urllib3.PoolManager] = {}

    def ask(self, method: str, url: str, headers: dict[str, str], largest: int = LARGEST) -> Answer:
        """The answer to a request, after redirects.

        Args:
            method: HEAD or GET.
            url: an absolute URL.
            headers: the headers; Authorization is sent only to the host of `url`.
            largest: the largest body to accept, in bytes.

        Raises:
            RegistryError: there is none, or it is not allowed.
        """
        for _ in range(_MOST_REDIRECTS):
            if not addresses.is_safe(url):
                raise RegistryError(f"{url!r} is not safe to ask.")
            answer = self._once(method, url, headers, largest, b"")
            place = answer.headers.get("location")
            if answer.status not in _REDIRECTS or not place:
                return answer
            onwards = urljoin(url, place)
            if url.startswith("https:") and not onwards.startswith("https:"):
                raise RegistryError(f"{_host(url)} redirects to {onwards}, which is not encrypted.")
            if addresses.origin(onwards) != addresses.origin(url):
                headers = {name: value for name, value in headers.items() if name != _AUTHORIZATION}
            url = onwards
        raise RegistryError(f"{_host(url)} redirects too often.")

    def post(self, url: str, form: dict[str, str], largest: int) -> Answer:
        """The answer to a form; redirects are not followed, because they would send it elsewhere.

        Raises:
            RegistryError: there is none.
        """
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._once("POST", url, headers, largest, urlencode(form).encode())

    def _once(self, method: str, url: str, headers: dict[str, str], largest: int, body: bytes) -> Answer:
        try:
            return in_time(lambda: self._exchange(method, url, headers, largest, body), self._deadline)
        except (TimeoutError, urllib3.exceptions.TimeoutError) as error:
            raise RegistryError(f"{_host(url)} did not answer in time.") from error
        except urllib3.exceptions.ProtocolError as error:
            raise NotHttpError(f"{_host(url)} did not answer in HTTP: {error}.") from error
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            raise RegistryError(f"{_host(url)} did not answer: {error}.") from error

    def _exchange(self, method: str, url: str, headers: dict[str, str], largest: int, sent: bytes) -> Answer:
        origin = addresses.origin(url)
        if origin not in self._pools:
            self._pools[origin] = self._pool(url)
        response = self._pools[origin].request(
            method,
            url,
            body=sent or None,
            headers={**_WANTED, **headers},
            # A limit for each wait, so that the thread ends some time after the deadline.
            timeout=max(0.01, self._deadline - time.monotonic()),
            redirect=False,
            retries=False,
            preload_content=False,
            decode_content=False,
        )
        try:
            body = response.read(largest + 1)
        finally:
            response.close()
        if len(body) > largest:
            raise ValueError("the answer is too large")
        return Answer(response.status, {name.lower(): value for name, value in response.headers.items()}, body)

    def _pool(self, url: str) -> urllib3.PoolManager:
        proxy = addresses.proxy(url, self._environment)
        context = self._context(urlsplit(url).netloc) if url.startswith("https:") else None
        return urllib3.ProxyManager(proxy, ssl_context=context) if proxy else urllib3.PoolManager(ssl_context=context)

    def _context(self, domain: str) -> ssl.SSLContext:
        """The certificate authorities of this machine, and the certificates that docker has for the registry."""
        context = ssl.create_default_context()
        known = ssl.get_default_verify_paths()
        if not (known.cafile or known.capath):  # this Python was built for another system
            import certifi  # noqa: PLC0415 - comes with requests, which docker-py needs

            context.load_verify_locations(certifi.where())
        if addresses.is_loopback(domain):
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
        for folder in _CERTIFICATES:
            place = glob.escape(os.path.join(folder.format(HOME=self._environment.get("HOME", "")), domain))
            for path in sorted(glob.glob(f"{place}/*.crt")):
                context.load_verify_locations(path)
            for path in sorted(glob.glob(f"{place}/*.cert")):
                context.load_cert_chain(path, f"{path.removesuffix('.cert')}.key")
        return context


def _host(url: str) -> str:
    return f"The registry at {urlsplit(url).netloc}"
