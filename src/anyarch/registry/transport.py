"""One request to a registry, bounded: in time by a deadline, in size by the caller, in redirects by a number.

urllib3 carries it. A request runs in a thread of its own, because looking up a name has no time-out, and because a
server that sends a byte now and then never lets a wait end. Nothing is uncompressed, nothing tried again, no cookie or
password taken from elsewhere. A redirect goes on without the login when it leads to another host, and never from
encrypted to not.
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

LARGEST = 4 << 20  # what the OCI Distribution Specification wants registries to take for a manifest
_MOST_REDIRECTS = 5
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_WANTED = {"Accept-Encoding": "identity", "User-Agent": "anyarch"}
_AUTHORIZATION = "Authorization"
# Where engines look for a registry's certificates: docker's own, a rootless one's, Docker Desktop's.
_CERTIFICATES = ("/etc/docker/certs.d", "{HOME}/.config/docker/certs.d", "{HOME}/.docker/certs.d")


class Answer(NamedTuple):
    """A response: the status code, the headers by lower-case name, and the body, cut off behind what was allowed."""

    status: int
    headers: dict[str, str]
    body: bytes


class Transport:
    """The way to registries.

    Args:
        deadline: when to give up, on the clock of `time.monotonic`.
        environment: the process's variables.
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
            headers: the header fields; Authorization stays with the host of `url`.
            largest: a longer body is refused.

        Raises:
            RegistryError: there is none that is allowed.
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
                raise RegistryError(f"{_host(url)} leads to {onwards}, which is not encrypted.")
            if addresses.origin(onwards) != addresses.origin(url):
                headers = {name: value for name, value in headers.items() if name != _AUTHORIZATION}
            url = onwards
        raise RegistryError(f"{_host(url)} leads on and on.")

    def post(self, url: str, form: dict[str, str], largest: int) -> Answer:
        """The answer to a form that is sent; no redirect is followed, as that would send it elsewhere.

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
            # Each wait is bounded too, so that the thread ends some time after it has been given up.
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
        """The authorities that this machine trusts, and the certificates that docker has for the registry."""
        context = ssl.create_default_context()
        known = ssl.get_default_verify_paths()
        if not (known.cafile or known.capath):  # a Python that was not built for this system
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
