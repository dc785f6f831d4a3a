"""Ask a registry about one repository, by the OCI Distribution Specification.

A GET of a manifest counts as a pull, a HEAD does not. Every answer has a time and size limit. What is requested by
digest is checked against it, so it does not matter who answers.

It writes nothing to a registry, and fetches no layers.
"""

from collections.abc import Callable, Iterator
from http import HTTPStatus

from anyarch.bare import documents
from anyarch.engine.credentials import Login
from anyarch.oci import manifests
from anyarch.oci.manifests import Manifest
from anyarch.oci.references import Reference
from anyarch.person.errors import RefusedError, RegistryError
from anyarch.person.reasons import why
from anyarch.registry import authentication
from anyarch.registry.hosts import Host
from anyarch.registry.transport import Answer, Request, Transport

_MOST_TAGS = 1000


class Repository:
    """One repository.

    Args:
        reference: any name in it.
        login: gives the user's; None to ask anonymously. It is called if a host may have it.
        transport: for the requests, with the command's deadline.
        hosts: where the registry may answer, in the order to try them; at least one.
    """

    def __init__(
        self, reference: Reference, login: Callable[[], Login | None], transport: Transport, hosts: Iterator[Host]
    ) -> None:
        self._domain = reference.domain
        self._path = reference.path
        self._login = login
        self._transport = transport
        self._hosts = hosts
        self._host = next(hosts)
        self._is_settled = False
        self._authorization = ""

    def digest(self, reference: Reference) -> str:
        """The digest that a tag has now, by HEAD; empty if the registry does not say.

        Raises:
            RefusedError, RegistryError: the registry refuses or does not answer.
        """
        answer = self._ask("HEAD", f"manifests/{reference.tag or reference.digest}", manifests.ACCEPTED)
        return answer.headers.get("docker-content-digest", "")

    def manifest(self, reference: Reference) -> Manifest:
        """The manifest or index under a tag or a digest.

        Raises:
            RefusedError, RegistryError: the registry refuses, or does not answer correctly.
        """
        answer = self._ask("GET", f"manifests/{reference.digest or reference.tag}", manifests.ACCEPTED)
        try:
            return manifests.read(answer.body, answer.headers.get("content-type", ""), reference.digest)
        except ValueError as error:
            raise RefusedError(f"What {self._domain} has under {reference} is not a manifest: {error}.") from error

    def configuration(self, digest: str) -> bytes:
        """An image's configuration.

        Raises:
            RefusedError, RegistryError: the registry refuses, or does not answer correctly.
        """
        answer = self._ask("GET", f"blobs/{digest}", "*/*")
        try:
            manifests.checked(answer.body, digest)
        except ValueError as error:
            raise RefusedError(f"What {self._domain} has under {digest} is something else: {error}.") from error
        return answer.body

    def tags(self) -> list[str]:
        """The first thousand tags of the repository, in the registry's order.

        Raises:
            RefusedError, RegistryError: the registry refuses or does not answer.
        """
        answer = self._ask("GET", f"tags/list?n={_MOST_TAGS}", "application/json")
        try:
            listed = documents.items(documents.parse(answer.body), "tags")
        except ValueError as error:
            raise RefusedError(f"The list of tags of {self._domain} cannot be read: {why(error)}.") from error
        return [tag for tag in listed if isinstance(tag, str)]

    def _ask(self, method: str, what: str, accepted: str) -> Answer:
        """Ask the first host that answers as a registry, and from then on only that one, or the ones after a mirror."""
        while True:
            host = self._host
            failure: RefusedError | RegistryError
            try:
                answer = self._ask_host(host, method, what, accepted)
            except RegistryError as error:
                failure = error
                is_elsewhere = host.is_mirror or not self._is_settled
            else:
                if answer.status == HTTPStatus.OK:
                    self._is_settled = True
                    return answer
                failure = RefusedError(_refusal(self._domain, answer), answer.status, _retry_after(answer))
                is_elsewhere = host.is_mirror or (not self._is_settled and _is_protocols_fault(host, answer))
                self._is_settled = not is_elsewhere
            following = next(self._hosts, None) if is_elsewhere else None
            if following is None:
                raise failure
            self._host, self._authorization, self._is_settled = following, "", False

    def _ask_host(self, host: Host, method: str, what: str, accepted: str) -> Answer:
        headers = {"Accept": accepted}
        if self._authorization:
            headers["Authorization"] = self._authorization
        request = Request(method, f"{host.url}/v2/{self._path}/{what}", headers, is_verified=host.is_verified)
        answer = self._transport.ask(request, host.share)
        challenge = answer.headers.get("www-authenticate", "")
        if answer.status == HTTPStatus.UNAUTHORIZED and challenge and not self._authorization:
            login = self._login() if host.takes_login else None
            given = authentication.authorization(challenge, host, self._path, login, self._transport)
            if given:
                self._authorization = given
                headers["Authorization"] = given
                answer = self._transport.ask(request, host.share)
        return answer


def _is_protocols_fault(host: Host, answer: Answer) -> bool:
    """Whether this is what a server that wants TLS often answers to plain HTTP."""
    return answer.status == HTTPStatus.BAD_REQUEST and host.url.startswith("http:")


def _refusal(domain: str, answer: Answer) -> str:
    """One sentence, with the first of the registry's own errors, if it sent any."""
    try:
        errors = documents.items(documents.parse(answer.body), "errors")
    except ValueError:
        errors = []
    words = [documents.text(error, "message") or documents.text(error, "code") for error in errors[:1]]
    return f"The registry {domain} answered: {' '.join([f'status {answer.status}', *words]).strip()}."


def _retry_after(answer: Answer) -> float | None:
    """The seconds in ``Retry-After``; None for none, or for its other form, a date."""
    seconds = answer.headers.get("retry-after", "").strip()
    return float(seconds) if seconds.isascii() and seconds.isdigit() else None
