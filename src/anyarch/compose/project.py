"""What `docker compose config --format json` says of a project's services, and which of them a command needs.

That document has the whole project, after files, variables, profiles and `extends` have been put together; it also has
the values of variables and the content of environment files, which may be secret. Only the fields of `Service` are
kept. It is not trusted: a field of another type counts as missing.
"""

from collections.abc import Iterable
from typing import NamedTuple

from anyarch.bare import documents
from anyarch.compose.command_line import Command

MISSING, ALWAYS, NEVER = "missing", "always", "never"
_POLICIES = {"missing": MISSING, "if_not_present": MISSING, "never": NEVER, "build": NEVER}


class Service(NamedTuple):
    """A service: its name, image and platform, empty for none; its pull policy; whether its image is not pulled."""

    name: str
    image: str
    platform: str = ""
    policy: str = ""
    is_made: bool = False


class Need(NamedTuple):
    """An image that a command needs for a service, and when Compose pulls it: `MISSING` or `ALWAYS`."""

    service: Service
    policy: str


def services(document: bytes) -> tuple[Service, ...]:
    """The services of a project.

    Args:
        document: what ``docker compose config --format json`` has printed.

    Raises:
        ValueError: it is not such a document.
    """
    found = documents.entry(documents.parse(document), "services")
    if not isinstance(found, dict):
        raise ValueError("it has no services")  # noqa: TRY004 - the document is wrong, not the caller
    return tuple(_service(name, value) for name, value in found.items())


def needs(command: Command, found: Iterable[Service]) -> list[Need]:
    """The images that a command needs; without those that are built, come from a provider, or are never pulled.

    Args:
        command: the command.
        found: the services that Compose has narrowed down to those that it names, and what they depend on.
    """
    concerned = (each for each in found if not command.is_exact or each.name in command.services)
    wanted = [Need(each, policy(command, each)) for each in concerned if each.image and not each.is_made]
    return [need for need in wanted if need.policy != NEVER]


def policy(command: Command, service: Service) -> str:
    """When Compose pulls an image: `MISSING`, `NEVER`, or `ALWAYS`, which stands for all that ask the registry."""
    chosen = command.policy or service.policy or (ALWAYS if command.verb == "pull" else MISSING)
    return _POLICIES.get(chosen, ALWAYS)


def _service(name: str, value: object) -> Service:
    return Service(
        name,
        documents.text(value, "image"),
        documents.text(value, "platform"),
        documents.text(value, "pull_policy"),
        documents.entry(value, "build") is not None or documents.entry(value, "provider") is not None,
    )
