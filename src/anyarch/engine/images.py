"""A local image as the engine describes it: the platform on its label, and what it starts.

Images are not pulled to be described. If several platforms have the same name, it is the one that the engine would run,
unless a platform is asked for.

Docker 28's containerd store does not describe an image whose layers it did not pull, because it had them unpacked for
a container of another image. But it creates containers from it, and their configuration says what they start. Docker
29 does not describe a name whose native platform is not local, unless it is asked for the platform that is.
"""

import contextlib
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from anyarch.bare import documents
from anyarch.engine import Engine, questions
from anyarch.oci import platforms
from anyarch.oci.platforms import Platform
from anyarch.person.errors import EngineError, RefusedError
from anyarch.person.reasons import why
from anyarch.programs import start
from anyarch.programs.endings import Ending
from anyarch.programs.leads import Lead
from anyarch.programs.start import Start

if TYPE_CHECKING:
    from anyarch.engine.client import Client


class Described(NamedTuple):
    """An image or a container, as the engine describes it.

    Attributes:
        container: the container's ID; empty for an image.
        image: the image's ID.
        name: the image's name as typed, now or when the container was created.
        label: the platform on the image's label; None for none, or an incomplete one.
        start: what it starts.
        ending: how the container ended; None for an image, and for a container that has not ended.
        mounts: for each mounted folder in the container, the folder on the engine's machine.
        leads: what the container's log says of programs that did not start; none for an image.
    """

    container: str
    image: str
    name: str
    label: Platform | None
    start: Start
    ending: Ending | None
    mounts: dict[str, str]
    leads: tuple[Lead, ...] = ()

    def mount(self, path: str) -> str:
        """The folder on the engine's machine in which a mounted path is; empty for a path that is not mounted."""
        found = [inside for inside in self.mounts if f"{path}/".startswith(f"{inside.rstrip('/')}/")]
        return self.mounts[max(found, key=len)] if found else ""


def describe(engine: Engine, word: str) -> Described | None:
    """The image of that name or ID; None for none.

    Raises:
        EngineError: the engine does not describe it.
    """
    document = engine.document_or_none(questions.image_target(word))
    return None if document is None else described(engine, word, document)


def described(engine: Engine, word: str, document: object, asked: Platform | None = None) -> Described:
    """The image of that name or ID, from the engine's description of it.

    Args:
        engine: the engine.
        word: the name or ID.
        document: the description.
        asked: the platform that it is run for; None for the one that the engine would run.

    Raises:
        EngineError: the engine does not describe it completely.
    """
    label, configuration = platforms.of_document(document), documents.entry(document, "Config")
    chosen = asked or _chosen(engine, questions.read_local(document, word).platforms, label)
    if chosen != label or not documents.text(document, "Os"):
        label, configuration = chosen, _configuration(engine, word, chosen)
    return Described("", documents.text(document, "Id"), word, label, started(configuration), None, {})


def starts(engine: Engine, image: str, platform: Platform) -> Start:
    """What a local image of a platform starts.

    Raises:
        EngineError: the engine does not say.
    """
    try:
        configuration = _reported(engine, image, platform)
    except RefusedError as refused:
        try:
            configuration = _of_container(engine, image, platform)
        except EngineError:
            raise refused from None
    return started(configuration)


def started(configuration: object) -> Start:
    """What a configuration starts.

    Raises:
        RefusedError: it is malformed.
    """
    try:
        return start.read(configuration)
    except ValueError as error:
        raise RefusedError(f"The engine's answer cannot be read: {why(error)}.") from error


def is_local(client: "Client", name: str) -> bool:
    """Whether the engine has an image of that name or ID."""
    import docker.errors  # noqa: PLC0415 - the client is docker-py's anyway

    try:
        client.inspect_image(name)  # type: ignore[no-untyped-call]
    except docker.errors.ImageNotFound:
        return False
    return True


def pulled(client: "Client", name: str, platform: Platform, pulling: Callable[[], object]) -> str:
    """The ID of an image, which is pulled if it is not local, after a call of `pulling`.

    Raises:
        docker.errors.DockerException, OSError, ValueError: the engine refuses, or does not answer.
    """
    if not is_local(client, name):
        pulling()
        for event in client.pull(name, stream=True, decode=True, platform=str(platform)):
            if problem := documents.text(event, "error"):
                raise ValueError(problem)
    return documents.needed(client.inspect_image(name), "Id")  # type: ignore[no-untyped-call]


def _chosen(engine: Engine, present: tuple[Platform, ...], label: Platform | None) -> Platform | None:
    """Which of the platforms under one name the engine would run; None if that is unknown.

    It is the engine's own, if that is local, even where Docker 28 describes another one.
    """
    if len(present) <= 1:
        return label or next(iter(present), None)
    own = engine.platform().architecture
    return next((platform for platform in present if platform.architecture == own), label or present[0])


def _configuration(engine: Engine, image: str, platform: Platform | None) -> object:
    """The configuration of an image that the engine does not describe without being asked for its platform."""
    if platform:
        with contextlib.suppress(RefusedError):
            document = engine.document(_target(image, platform))
            if platforms.of_document(document):
                return documents.entry(document, "Config")
    return _of_container(engine, image, platform)


def _reported(engine: Engine, image: str, platform: Platform) -> object:
    """The configuration of one platform of an image, as the engine reports it."""
    document = engine.document(_target(image, platform))
    configuration = documents.entry(document, "Config")
    # If the engine does not know it, the configuration is empty, not missing.
    if not isinstance(configuration, dict) or not documents.text(document, "Os"):
        raise RefusedError(f"The engine does not say what {image} starts.")
    return configuration


def _of_container(engine: Engine, image: str, platform: Platform | None) -> object:
    """The same, from a container that is created from the image and never started."""
    from anyarch.engine import unstarted  # noqa: PLC0415 - loads docker-py, and few images need it

    with (
        engine.client(engine.seconds_left) as client,
        unstarted.container(client, image, str(platform or "")) as name,
    ):
        return documents.entry(client.inspect_container(name), "Config")


def _target(image: str, platform: Platform) -> str:
    """The path that asks for one platform of an image, which engines since API 1.49 honor."""
    fields = {name: value for name, value in platform._asdict().items() if value}
    return questions.image_target(image, f"platform={quote(json.dumps(fields))}")
