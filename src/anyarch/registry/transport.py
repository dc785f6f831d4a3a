"""One request to a registry, with a deadline and a limit on the size and the number of redirects.

It uses urllib3. Each request runs in its own thread, because a name lookup has no timeout, and a server that sends a
byte now and then never times out. It does not decompress or retry, and takes no cookies or passwords from elsewhere. A
redirect to another host is followed without the login; one from https to http, or from elsewhere to this machine, is
not followed. If there are several proxies to try, each but the last gets half of the time that is left.
"""

import glob
import os
import ssl
import time
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import urlencode, urljoin, urlsplit

import urllib3

from anyarch.engine import certificates
from anyarch.person.errors import NotHttpError, RegistryError
from anyarch.person.patience import in_time
from anyarch.person.reasons import why
from anyarch.registry import addresses

LARGEST = 4 << 20  # the manifest size that the OCI Distribution Specification wants registries to accept
_MOST_REDIRECTS = 5
_HALF = 0.5
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_WANTED = {"Accept-Encoding": "identity", "User-Agent": "anyarch"}
_AUTHORIZATION = "Authorization"
# Where engines look for a registry's certificates: docker, rootless docker, Docker Desktop.
_CERTIFICATES = ("/etc/docker/certs.d", "{HOME}/.config/docker/certs.d", "{HOME}/.docker/certs.d")


class _UnreachedError(RegistryError):
    """There was no connection: another way may lead there."""


class Answer(NamedTuple):
    """A response: the status code, the headers by lower-case name, and the body."""

    status: int
    headers: dict[str, str]
    body: bytes


class Request(NamedTuple):
    """A request.

    Attributes:
        method: HEAD, GET, or POST.
        url: an absolute URL.
        headers: Authorization is sent only to the host of `url`.
        largest: the largest body to accept, in bytes.
        is_verified: whether the connection must be encrypted, with a good certificate, or stay on this machine.
        body: what is sent.
    """

    method: str
    url: str
    headers: dict[str, str]
    largest: int = LARGEST
    is_verified: bool = True
    body: bytes = b""


class Transport:
    """Sends requests to registries.

    Args:
        deadline: when to give up, on the clock of `time.monotonic`.
        environment: the environment variables.
        proxies: the proxies to try for a URL, in order, an empty one for none; by default the environment's.
    """

    def __init__(
        self, deadline: float, environment: dict[str, str], proxies: Callable[[str], tuple[str, ...]] | None = None
    ) -> None:
        self._deadline = deadline
        self._environment = environment
        self._proxies = proxies or (lambda url: (addresses.proxy(url, environment),))
        self._unreached: set[str] = set()  # the proxies that have not answered, and the hosts without one
        self._pools: dict[tuple[tuple[str, str], str, bool], urllib3.PoolManager] = {}

    def ask(self, request: Request, share: float = 1.0) -> Answer:
        """The answer to a HEAD or GET, after redirects, within that share of the time left.

        Raises:
            RegistryError: there is none, or it is not allowed.
        """
        deadline = _after(share, self._deadline)
        for _ in range(_MOST_REDIRECTS):
            url, headers = request.url, request.headers
            if request.is_verified and not addresses.is_safe(url):
                raise RegistryError(f"{url!r} is not safe to ask.")
            answer = self._once(request, deadline)
            place = answer.headers.get("location")
            if answer.status not in _REDIRECTS or not place:
                return answer
            onwards = urljoin(url, place)
            if url.startswith("https:") and not onwards.startswith("https:"):
                raise RegistryError(f"{_host(url)} redirects to {onwards}, which is not encrypted.")
            if addresses.is_strayed(onwards, url):
                raise RegistryError(f"{_host(url)} redirects to {onwards}, which is another machine there.")
            if addresses.origin(onwards) != addresses.origin(url):
                headers = {name: value for name, value in headers.items() if name != _AUTHORIZATION}
            request = request._replace(url=onwards, headers=headers)
        raise RegistryError(f"{_host(request.url)} redirects too often.")

    def post(self, request: Request, form: dict[str, str]) -> Answer:
        """The answer to a form; redirects are not followed, because they would send it elsewhere.

        Raises:
            RegistryError: there is none.
        """
        headers = {**request.headers, "Content-Type": "application/x-www-form-urlencoded"}
        return self._once(request._replace(headers=headers, body=urlencode(form).encode()), self._deadline)

    def _once(self, request: Request, deadline: float) -> Answer:
        """The answer by the first proxy that leads to the host."""
        host, every = urlsplit(request.url).netloc, self._proxies(request.url)
        *others, last = [each for each in every if (each or host) not in self._unreached] or every
        for proxy in others:
            try:
                return self._by(proxy, request, _after(_HALF, deadline))
            except _UnreachedError:
                self._unreached.add(proxy or host)
        return self._by(last, request, deadline)

    def _by(self, proxy: str, request: Request, deadline: float) -> Answer:
        host = _host(request.url)
        try:
            return in_time(lambda: self._exchange(proxy, request, deadline), deadline)
        # NewConnectionError is one of urllib3's timeouts too.
        except (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ProxyError) as error:
            raise _UnreachedError(f"{host} did not answer: {why(error)}.") from error
        except (TimeoutError, urllib3.exceptions.TimeoutError) as error:
            raise _UnreachedError(f"{host} did not answer in time.") from error
        except urllib3.exceptions.ProtocolError as error:
            raise NotHttpError(f"{host} did not answer in HTTP: {why(error)}.") from error
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            raise RegistryError(f"{host} did not answer: {why(error)}.") from error

    def _exchange(self, proxy: str, request: Request, deadline: float) -> Answer:
        key = (addresses.origin(request.url), proxy, request.is_verified)
        if key not in self._pools:
            self._pools[key] = self._pool(proxy, request)
        response = self._pools[key].request(
            request.method,
            request.url,
            body=request.body or None,
            headers={**_WANTED, **request.headers},
            # A limit for each wait, so that the thread ends some time after the deadline.
            timeout=max(0.01, deadline - time.monotonic()),
            redirect=False,
            retries=False,
            preload_content=False,
            decode_content=False,
        )
        try:
            body = response.read(request.largest + 1)
        finally:
            response.close()
        if len(body) > request.largest:
            raise ValueError("the answer is too large")
        return Answer(response.status, {name.lower(): value for name, value in response.headers.items()}, body)

    def _pool(self, proxy: str, request: Request) -> urllib3.PoolManager:
        domain, is_encrypted = urlsplit(request.url).netloc, request.url.startswith("https:")
        context = self._context(domain, is_verified=request.is_verified) if is_encrypted else None
        return urllib3.ProxyManager(proxy, ssl_context=context) if proxy else urllib3.PoolManager(ssl_context=context)

    def _context(self, domain: str, *, is_verified: bool) -> ssl.SSLContext:
        """The certificate authorities of this machine, and the certificates that docker has for the registry."""
        context = ssl.create_default_context()
        certificates.check_as_docker(context)
        known = ssl.get_default_verify_paths()
        if not (known.cafile or known.capath):  # this Python was built for another system
            import certifi  # noqa: PLC0415 - comes with requests, which docker-py needs

            context.load_verify_locations(certifi.where())
        if not is_verified:
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


def _after(share: float, deadline: float) -> float:
    """When a share of the time until a deadline is over."""
    now = time.monotonic()
    return now + max(0.0, deadline - now) * share


def _host(url: str) -> str:
    return f"The registry at {urlsplit(url).netloc}"
