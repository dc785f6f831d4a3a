"""Inspect what an image or a container starts, by reading its files. Nothing is run.

The shim inspects an image whose label is foreign or empty, or any image, by the setting ``inspection``, to find out for
which platform the program is that the command starts (`Look`).

What an image starts is cached by the image's ID (`seen`). A container can change, so it is read each time. docker-py is
only loaded to read files.
"""

import contextlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from anyarch.bare.command_line import Invocation
from anyarch.decision import command
from anyarch.decision.facts import UnknownFactError, UnseenError
from anyarch.emulators.handlers import searched
from anyarch.engine import Engine, images
from anyarch.engine.images import Described
from anyarch.oci import native
from anyarch.oci.platforms import Platform, parse
from anyarch.person.errors import EngineError
from anyarch.preflight import seen
from anyarch.programs.entry_point import PROGRAM, Step, walk
from anyarch.programs.start import Start

if TYPE_CHECKING:
    from anyarch.engine.client import Client
    from anyarch.engine.container_files import ContainerFiles


class Look:
    """A look into the local image of one command, for `facts.EngineFacts`.

    Args:
        invocation: the command.
        engine: the engine.
    """

    def __init__(self, invocation: Invocation, engine: Engine) -> None:
        self._invocation = invocation
        self._engine = engine
        self._mounts = command.mounted(invocation)

    def program(self, document: object) -> Platform | None:
        """The platform of the last program that the command starts; None for none.

        Args:
            document: the engine's description of the image.

        Raises:
            UnseenError: it is under a mount.
            UnknownFactError: the engine does not show it.
        """
        if command.starts_under_a_mount(self._invocation):
            raise UnseenError("What the command starts is under a mount, where it cannot be seen.")
        found = self._steps(document, lambda start: command.combined(self._invocation, start))
        last = [step.platform for step in found if step.kind == PROGRAM and step.platform][-1:]
        return parse(last[0]) if last else None

    def carries_emulator(self, document: object, platform: Platform) -> bool:
        """Whether the container has the native program that a handler for the platform looks for in it.

        What is mounted at its path counts as that program.

        Raises:
            UnknownFactError: the engine does not show it.
        """
        engine = self._engine.patient()
        path = self.emulator_path(platform)
        if not path:
            return False
        try:
            found = self._steps(document, lambda _: Start(entrypoint=(path,)))
            host = engine.platform()
        except UnseenError:
            return True
        except EngineError as error:
            raise UnknownFactError(str(error)) from error
        return any(step.platform and native.same_cpu(parse(step.platform), host) for step in found[:1])

    def emulator_path(self, platform: Platform) -> str:
        """The path at which a handler for the platform looks for its emulator in each container; empty for none."""
        return searched.interpreter(self._engine.patient(), platform.architecture)

    def _steps(self, document: object, chosen: Callable[[Start], Start]) -> tuple[Step, ...]:
        engine = self._engine.patient()
        try:
            asked = parse(self._invocation.platform) if self._invocation.platform else None
            described = images.described(engine, self._invocation.image, document, asked)
            return steps(described._replace(start=chosen(described.start)), engine, self._mounts, asked)
        except (EngineError, ValueError) as error:
            raise UnknownFactError(f"{self._invocation.image} could not be inspected: {error}") from error


def steps(
    described: Described, engine: Engine, mounts: tuple[str, ...] = (), asked: Platform | None = None
) -> tuple[Step, ...]:
    """The files that an image or a container starts, in order.

    Args:
        described: the image or the container.
        engine: the engine, with the time for it.
        mounts: the paths in a container of the image at which something else is than the image's files.
        asked: the platform for which an image is run; None for the one that the engine would run.

    Raises:
        EngineError: the engine does not show them.
        UnseenError: one of them is under a mount.
    """
    label = str(described.label or "")
    subject = seen.Subject(described.image, label, described.start, mounts)
    known = None if described.container else seen.recall(engine.cache_folder, subject)
    if known is not None:
        return known
    from anyarch.engine.container_files import ContainerFiles  # noqa: PLC0415 - loads docker-py, and most is cached
    from anyarch.programs.elf import ENOUGH  # noqa: PLC0415 - the same for pyelftools

    with engine.client(engine.seconds_left) as client:
        if described.container:
            return walk(described.start, ContainerFiles(client, described.container, ENOUGH).look)
        tried = (str(asked),) if asked else ("", label)
        with _of_image(client, described.image, tried) as files:
            found = walk(described.start, command.visible(files.look, mounts))
    seen.keep(engine.cache_folder, subject, found)
    return found


@contextlib.contextmanager
def _of_image(client: "Client", image: str, tried: tuple[str, ...]) -> "Iterator[ContainerFiles]":
    """The files of the image for the first of some platforms for which there is a container; empty for no platform.

    Docker 26's containerd store finds only a native image, unless it is asked for the platform on the label.
    """
    from anyarch.engine import container_files  # noqa: PLC0415 - as above
    from anyarch.programs.elf import ENOUGH  # noqa: PLC0415

    with contextlib.ExitStack() as stack:
        for number, platform in enumerate(tried, 1):
            try:
                files = stack.enter_context(container_files.of_image(client, image, platform, ENOUGH))
                break
            except container_files.NOT_CREATED:
                if number == len(tried) or not tried[number]:
                    raise
        yield files
