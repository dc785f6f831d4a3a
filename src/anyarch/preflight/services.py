"""What to prepare for a `docker compose` command: which images its services need, and what is to be done about each.

Compose itself reads the project (``config --format json``), without a terminal and standard input, so that it cannot
ask, or read what the command is going to read. Its answer comes through a pipe, and only the fields of
`compose.project.Service` are kept: it has secrets.

The command is never changed, so the services' configuration hashes and labels stay as they are. If anything is
uncertain, nothing is prepared, and Compose says what is wrong.
"""

import os
import shlex
from typing import NamedTuple

from anyarch.bare.command_line import Invocation, PassThrough, parse
from anyarch.bare.endpoint import is_wrapper
from anyarch.bare.errors import AnyarchError
from anyarch.compose import command_line, project
from anyarch.compose.command_line import Command
from anyarch.compose.project import ALWAYS, Need, Service
from anyarch.oci import references
from anyarch.person import process
from anyarch.preflight import preparation
from anyarch.preflight.preparation import INSTALL, PULL, UNUSABLE, Around, Found, Watch

_PATIENCE = 5.0  # seconds for `config`
_LARGEST = 8 << 20
_LARGEST_ENVIRONMENT = 1 << 20
_VARIABLE = b"DOCKER_DEFAULT_PLATFORM"


class UnreadableProjectError(AnyarchError):
    """Compose does not say what a project has."""


class Step(NamedTuple):
    """What is to be done about the image of one service."""

    need: Need
    found: Found

    @property
    def is_pulled(self) -> bool:
        """Whether the image is pulled first, perhaps after a handler has been installed."""
        return self.need.policy != ALWAYS and self.found.kind in (PULL, INSTALL)

    @property
    def is_unusable(self) -> bool:
        """Whether Compose fails, or starts what cannot run."""
        return self.found.kind == UNUSABLE or (self.need.policy == ALWAYS and self.found.kind in (PULL, INSTALL))

    @property
    def is_hopeless(self) -> bool:
        """Whether Compose is certain to fail."""
        return self.is_unusable and (self.need.policy == ALWAYS or self.found.decision.is_hopeless)

    @property
    def reason(self) -> str:
        """Why, in a sentence or two."""
        reason = self.found.decision.reason
        if self.need.policy == ALWAYS and self.found.kind in (PULL, INSTALL):
            return f"{reason} Compose pulls it without asking for a platform."
        missing = self.found.decision.missing
        return f"{reason} This engine cannot execute {missing}: it has no emulator for it." if missing else reason

    @property
    def remedy(self) -> str:
        """What helps; empty for nothing."""
        if self.need.policy == ALWAYS and self.found.kind in (PULL, INSTALL):
            platform, name = self.found.decision.platform, self.need.service.name
            return f"Add platform: {platform} to the service {name}, or to a file of its own: anyarch override"
        return self.found.remedy


class Steps(NamedTuple):
    """What is to be done about each image that a command needs; or why nothing is prepared, in one sentence."""

    every: tuple[Step, ...] = ()
    reason: str = ""

    @property
    def pulled(self) -> list[Step]:
        """Those whose images are pulled first."""
        return [step for step in self.every if step.is_pulled]


def find(
    words: list[str], around: Around, watch: Watch = lambda results, _: results, *, explains: bool = False
) -> Steps:
    """What is to be done before a command.

    Args:
        words: the words after ``docker``.
        around: what to work with.
        watch: see `preparation.find`.
        explains: see `read`.
    """
    command = command_line.read(words, around.environment)
    if isinstance(command, PassThrough):
        return Steps(reason=command.reason)
    if _is_read_once(command, around.environment):
        return Steps(reason="A file of the project is no regular file, and can perhaps be read only once.")
    if is_wrapper(around.docker) and not around.chosen.engine:
        return Steps(reason=f"{around.docker} is not docker itself, and may choose an engine by its own rules.")
    try:
        services = read(command, around, explains=explains)
        found = steps(command, project.needs(command, services), around, watch)
    except AnyarchError as error:
        return Steps(reason=str(error))
    if any(step.is_pulled for step in found) and has_default_platform(command, around.environment):
        return Steps(reason="An environment file of the project has DOCKER_DEFAULT_PLATFORM.")
    return Steps(found, _summary(found))


def read(
    command: Command, around: Around, *, options: tuple[str, ...] = (), explains: bool = False
) -> tuple[Service, ...]:
    """The services that a command concerns, and what they depend on.

    Args:
        command: the command.
        around: what to work with.
        options: more flags of the project.
        explains: find out whether there is a Compose at all, if it does not say.

    Raises:
        UnreadableProjectError: Compose does not say, or there is no Compose.
    """
    patience = max(_PATIENCE, around.chosen.lookup_timeout)
    start = [around.docker, *command.global_words, "compose"]
    config = [*start, *command.project_words, *options, "config", "--format", "json", *command.services]
    try:
        return project.services(process.ask(config, b"", timeout=patience, most=_LARGEST))
    except TimeoutError as error:
        raise UnreadableProjectError("docker compose config took too long.") from error
    except (OSError, ValueError) as error:
        if explains and process.run([*start, "version"], timeout=patience).status:
            raise UnreadableProjectError("This docker has no compose command: install Docker Compose 2.") from error
        again = shlex.join(["docker", *config[1:]])
        raise UnreadableProjectError(f"Compose cannot read the project. To see why: {again}") from error


def has_default_platform(command: Command, environment: dict[str, str]) -> bool:
    """Whether an environment file of the project may set the platform of all services.

    Compose's own JSON does not say, and which of these files it reads depends on its version: the variable's name
    anywhere in one that it may read is enough.
    """
    named = _environment_files(command, environment)
    folders = [*command.given("project-directory"), *command.given("workdir")]
    folders += [os.path.dirname(each) for each in command_line.files(command.given("file"), environment)]
    here = os.path.abspath(".")
    while here not in folders:
        folders.append(here)
        here = os.path.dirname(here)
    return any(_VARIABLE in _content(path) for path in [*named, *(os.path.join(each, ".env") for each in folders)])


def steps(command: Command, needs: list[Need], around: Around, watch: Watch) -> tuple[Step, ...]:
    """What is to be done about images; an image that several services need is looked up once.

    Args:
        command: the command.
        needs: the images.
        around: what to work with.
        watch: see `preparation.find`.

    Raises:
        EngineError: the engine does not answer.
        UnknownEngineError: it is not known which one that is.
    """
    invocations = {need: invocation for need in needs if (invocation := _create(command, need, around))}
    each_once = {(each.image, each.platform, each.pull_policy): each for each in invocations.values()}
    found = preparation.find([*each_once.values()], around, watch)
    by_image = dict(zip(each_once, found, strict=True))
    return tuple(
        Step(need, by_image[each.image, each.platform, each.pull_policy]) for need, each in invocations.items()
    )


def _create(command: Command, need: Need, around: Around) -> Invocation | None:
    """The `docker create` that stands for what Compose does; None for what is no name, which Compose refuses."""
    try:
        references.parse(need.service.image)
    except ValueError:
        return None
    words = command.create(need.service.image, platform=need.service.platform, policy=need.policy)
    read = parse(words, around.environment)
    return read if isinstance(read, Invocation) else None


def _summary(steps: tuple[Step, ...]) -> str:
    if any(step.is_pulled for step in steps):
        return "Some images are only available for other platforms, and are pulled first."
    if any(step.is_unusable for step in steps):
        return "Some images cannot run here, or cannot be prepared."
    return "No image has to be prepared."


def _content(path: str) -> bytes:
    """The beginning of a file; empty if there is none."""
    try:
        if not os.path.isfile(path):
            return b""
        with open(path, "rb") as file:
            return file.read(_LARGEST_ENVIRONMENT)
    except OSError:
        return b""


def _environment_files(command: Command, environment: dict[str, str]) -> list[str]:
    """The environment files that are named, by flags or a variable."""
    return [*command.given("env-file"), *filter(None, environment.get("COMPOSE_ENV_FILES", "").split(","))]


def _is_read_once(command: Command, environment: dict[str, str]) -> bool:
    """Whether a file that is named is a pipe or a device, such as bash's ``<(...)``."""
    named = [*command_line.files(command.given("file"), environment), *_environment_files(command, environment)]
    return any(os.path.exists(path) and not os.path.isfile(path) for path in named)
