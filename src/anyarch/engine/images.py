"""A local image as the engine describes it: the platform on its label, and what it starts.

An image is not pulled: what is not on the engine cannot be looked into. Of several platforms under one name the one
counts that the engine would run, unless a platform is asked for.

Docker 28's containerd store tells nothing of an image whose layers it has not fetched, because it had them unpacked for
a container of another image: neither its platform nor what it starts. It creates containers of it all the same, and
what such a container is to start is in its own configuration. Docker 29 tells nothing of a name whose native platform
is not local, unless it is asked for the platform that is.
"""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from anyarch.bare import documents
from anyarch.engine import Engine, questions
from anyarch.engine.connection import OK, document_of, document_or_none
from anyarch.oci import platforms
from anyarch.oci.platforms import Platform
from anyarch.person.errors import EngineError, RefusedError
from anyarch.programs import start
from anyarch.programs.endings import Ending
from anyarch.programs.start import Start

if TYPE_CHECKING:
    from anyarch.engine.client import Client


class Described(NamedTuple):
    """An image or a container, as the engine describes it.

    Attributes:
        container: the container's ID; empty for an image.
        image: the image's ID.
        name: the image's name as it was typed, now or when the container was created.
        label: the platform on the image's label; None for none that is complete.
        start: what it starts.
        ending: how the container ended; None for an image, and for a container that has not ended.
        mounts: for each folder of the container that is mounted, the folder on the engine's machine.
    """

    container: str
    image: str
    name: str
    label: Platform | None
    start: Start
    ending: Ending | None
    mounts: dict[str, str]

    def mount(self, path: str) -> str:
        """The folder on the engine's machine that is mounted where a path lies; empty for none."""
        found = [inside for inside in self.mounts if path == inside or path.startswith(f"{inside.rstrip('/')}/")]
        return self.mounts[max(found, key=len)] if found else ""


def describe(engine: Engine, word: str) -> Described | None:
    """The image of that name or ID; None for none.

    Raises:
        EngineError: the engine does not describe it.
    """
    document = document_or_none(engine.get(questions.image_target(word)))
    if document is None:
        return None
    label, configuration = platforms.of_document(document), documents.entry(document, "Config")
    chosen = _chosen(engine, questions.read_local(document, word).platforms, label)
    if chosen != label or not documents.text(document, "Os"):
        label, configuration = chosen, _configuration(engine, word, chosen)
    return Described("", documents.text(document, "Id"), word, label, started(configuration), None, {})


def starts(engine: Engine, image: str, platform: Platform) -> Start:
    """What a local image of a platform starts.

    Raises:
        EngineError: the engine does not say.
    """
    try:
        configuration = _told(engine, image, platform)
    except RefusedError as refused:
        try:
            configuration = _of_container(engine, image, platform)
        except EngineError:
            raise refused from None
    return started(configuration)


def started(configuration: object) -> Start:
    """What a configuration starts.

    Raises:
        RefusedError: it is not as the engine's API has it.
    """
    try:
        return start.read(configuration)
    except ValueError as error:
        raise RefusedError(f"The engine's answer cannot be read: {error}.") from error


def is_local(client: "Client", name: str) -> bool:
    """Whether the engine has an image of that name or ID."""
    import docker.errors  # noqa: PLC0415 - the client is docker-py's anyway

    try:
        client.inspect_image(name)  # type: ignore[no-untyped-call]
    except docker.errors.ImageNotFound:
        return False
    return True


def pulled(client: "Client", name: str, platform: Platform, pulling: Callable[[], object]) -> str:
    """The ID of an image, which is pulled if it is not local; `pulling` is called before that.

    Raises:
        docker.errors.DockerException, OSError, ValueError: the engine refuses, or does not answer.
    """
    if not is_local(client, name):
        pulling()
        for event in client.pull(name, stream=True, decode=True, platform=str(platform)):
            if "error" in event:
                raise ValueError(event["error"])
    return str(client.inspect_image(name)["Id"])  # type: ignore[no-untyped-call]


def _chosen(engine: Engine, present: tuple[Platform, ...], label: Platform | None) -> Platform | None:
    """Which of the platforms under one name the engine would run; None where nothing is known.

    It is the engine's own, if that is there at all. What Docker 28 describes is another one where a container holds the
    layers of that.
    """
    if len(present) <= 1:
        return label or next(iter(present), None)
    own = engine.platform().architecture
    return next((platform for platform in present if platform.architecture == own), label or present[0])


def _configuration(engine: Engine, image: str, platform: Platform | None) -> object:
    """The configuration of an image of which the engine does not even tell the platform."""
    if platform:
        answer = engine.get(_target(image, platform))
        document = document_of(answer) if answer.status == OK else None
        if platforms.of_document(document):
            return documents.entry(document, "Config")
    return _of_container(engine, image, platform)


def _told(engine: Engine, image: str, platform: Platform) -> object:
    """The configuration of one platform of an image, in the engine's own words."""
    document = document_of(engine.get(_target(image, platform)))
    configuration = documents.entry(document, "Config")
    # Where the engine tells nothing, it has an empty configuration even so.
    if not isinstance(configuration, dict) or not documents.text(document, "Os"):
        raise RefusedError(f"The engine does not say what {image} starts.")
    return configuration


def _of_container(engine: Engine, image: str, platform: Platform | None) -> object:
    """The same, from a container that is created of the image and never started."""
    from anyarch.engine import unstarted  # noqa: PLC0415 - loads docker-py, and few images need it

    with (
        engine.client(engine.seconds_left) as client,
        unstarted.container(client, image, str(platform or "")) as name,
    ):
        return documents.entry(client.inspect_container(name), "Config")


def _target(image: str, platform: Platform) -> str:
    """The path that asks for one platform of an image, which engines since API 1.49 honor."""
    fields = {name: value for name, value in platform._asdict().items() if value}
    return f"{questions.image_target(image)}&platform={quote(json.dumps(fields))}"
