"""Ask a registry about one repository, by the OCI Distribution Specification.

A GET of a manifest counts as a pull, a HEAD does not. Every answer has a time and size limit. What is requested by
digest is checked against it, so it does not matter who answers.

It writes nothing to a registry, and fetches no layers.
"""

from http import HTTPStatus

from anyarch.bare import documents
from anyarch.engine.credentials import Login
from anyarch.oci import manifests
from anyarch.oci.manifests import Manifest
from anyarch.oci.references import Reference
from anyarch.person.errors import NotHttpError, RefusedError
from anyarch.registry import addresses, authentication
from anyarch.registry.transport import Answer, Transport

_MOST_TAGS = 1000


class Repository:
    """One repository.

    Args:
        reference: any name in it.
        login: the user's; None to ask anonymously.
        transport: for the requests, with the command's deadline.
    """

    def __init__(self, reference: Reference, login: Login | None, transport: Transport) -> None:
        self._domain = reference.domain
        self._path = reference.path
        self._login = login
        self._transport = transport
        self._hosts = list(addresses.hosts(reference.domain))
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
            raise RefusedError(f"The list of tags of {self._domain} cannot be read: {error}.") from error
        return [tag for tag in listed if isinstance(tag, str)]

    def _ask(self, method: str, what: str, accepted: str) -> Answer:
        answer = self._ask_somewhere(method, what, accepted)
        challenge = answer.headers.get("www-authenticate", "")
        if answer.status == HTTPStatus.UNAUTHORIZED and challenge and not self._authorization:
            self._authorization = authentication.authorization(challenge, self._path, self._login, self._transport)
            if self._authorization:
                answer = self._ask_somewhere(method, what, accepted)
        if answer.status != HTTPStatus.OK:
            raise RefusedError(_refusal(self._domain, answer), answer.status, _retry_after(answer))
        return answer

    def _ask_somewhere(self, method: str, what: str, accepted: str) -> Answer:
        """Ask the first URL whose protocol works, and from then on only that one."""
        headers = {"Accept": accepted}
        if self._authorization and addresses.is_safe(self._hosts[0]):
            headers["Authorization"] = self._authorization
        url = f"{self._hosts[0]}/v2/{self._path}/{what}"
        try:
            answer = self._transport.ask(method, url, headers)
            is_wrong = answer.status == HTTPStatus.BAD_REQUEST  # what a TLS server often answers to plain HTTP
        except NotHttpError:
            if len(self._hosts) == 1:
                raise
            is_wrong = True
        if is_wrong and len(self._hosts) > 1:
            del self._hosts[0]
            return self._ask_somewhere(method, what, accepted)
        del self._hosts[1:]
        return answer


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
