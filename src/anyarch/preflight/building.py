"""The pre-flight of a `docker build` that anyarch is asked about: its Dockerfile, the facts, and the table of builds.

The Dockerfile is read from a regular file only: anything else could be read once, and docker would find it empty. What
the table asks comes from the engine and the registry, as for a `run` (`facts`), and for a builder other than the
engine's own, from buildx. Nothing is built or pulled, and nothing here raises when a fact is not available.
"""

import os
import stat
from typing import NamedTuple

from anyarch.bare import documents
from anyarch.bare.command_line import PassThrough
from anyarch.bare.endpoint import Endpoint, read_settings, resolve
from anyarch.bare.errors import AnyarchError, UnknownEngineError
from anyarch.build import command_line, table
from anyarch.build.command_line import Build
from anyarch.build.table import NOT_HANDLED, UNKNOWN_OFFER, Verdict
from anyarch.catalog import warming
from anyarch.catalog.catalog import Catalog
from anyarch.decision.facts import Offered, Product, UnknownFactError
from anyarch.decision.outcome import INSTALL_HANDLER, UNCHANGED
from anyarch.dockerfile import instructions, needs, stages
from anyarch.dockerfile.errors import UnreadableError
from anyarch.dockerfile.needs import Conditions, Need
from anyarch.dockerfile.stages import Dockerfile
from anyarch.engine import Engine, buildx
from anyarch.engine.buildx import ENGINES_OWN, Builder
from anyarch.oci import references
from anyarch.oci.platforms import Platform
from anyarch.person.reasons import why
from anyarch.person.settings import Settings
from anyarch.preflight import consent, handler, wrapper
from anyarch.preflight.facts import EngineFacts

_NAMES = ("Dockerfile", "dockerfile")  # the second is taken if there is no first (moby, builder/dockerfile)
_INLINE = "dockerfile-inline"  # its name in a definition of bake
_MOST_IMAGES = 50
_OFF = ("0", "f", "false")
_FRONTENDS = ("docker/dockerfile", "docker/dockerfile-upstream")


class Planned(NamedTuple):
    """What to do with a build.

    Attributes:
        verdict: what the table says.
        words: the words after ``docker``; with the platform, if the table adds one or explains how it would be.
        file: the Dockerfile, as the user would name it; empty if it was not read.
        facts: what the table has asked; None if it was not asked.
    """

    verdict: Verdict
    words: list[str]
    file: str = ""
    facts: "BuildFacts | None" = None

    @property
    def has_own_builder(self) -> bool:
        """Whether the builder is another than the engine's own."""
        return self.facts is not None and self.facts.builder is not None

    @property
    def product(self) -> Product | None:
        """The product whose emulator has to be turned on, if that is what is missing."""
        missing = self.verdict.missing
        return self.facts.product(missing) if self.facts and missing and not self.has_own_builder else None

    @property
    def is_waiting(self) -> bool:
        """Whether a handler on the engine is all that the build lacks, and the user may agree to have it installed."""
        if not self.facts or not self.verdict.hindered or self.has_own_builder or self.product:
            return False
        return INSTALL_HANDLER in consent.rungs(self.facts.engine.settings.emulation, self.facts.engine.environment)


class UnhandledError(AnyarchError):
    """Row 1 of the table: the message says why."""


def plan(words: list[str], environment: dict[str, str], chosen: Settings, docker: str) -> Planned:
    """Decide what to do with a build.

    Args:
        words: the command after ``docker``.
        environment: the environment variables.
        chosen: the settings.
        docker: the path of the real docker; empty if there is none.
    """
    build = command_line.read(words, environment)
    if isinstance(build, PassThrough):
        return Planned(Verdict(NOT_HANDLED, UNCHANGED, build.reason), words)
    planned = judged(build, environment, chosen, docker)
    platform = str(planned.verdict.platform or planned.verdict.hindered or "")
    return planned._replace(words=command_line.with_platform(words, build, platform) if platform else words)


def with_handler(planned: Planned, words: list[str], docker: str) -> Planned:
    """What to do with a build after a handler was installed, if the user agrees to that.

    Args:
        planned: what was decided before.
        words: the command after ``docker``.
        docker: the path of the real docker.
    """
    if not planned.is_waiting or not planned.facts or not planned.verdict.hindered:
        return planned
    engine = planned.facts.engine
    handler.install_for(planned.verdict.hindered, engine)
    return plan(words, engine.environment, engine.settings, docker)


def judged(
    build: Build, environment: dict[str, str], chosen: Settings, docker: str, inline: str | None = None
) -> Planned:
    """Decide what to do with a build that was read; without its words.

    Args:
        build: the build.
        environment: the environment variables.
        chosen: the settings.
        docker: the path of the real docker; empty if there is none.
        inline: the Dockerfile, if it is not in a file.
    """
    file = "" if inline is None else _INLINE
    try:
        file, content = dockerfile(build.context, build.file) if inline is None else (file, inline.encode())
        read = readable(content, file)
        facts = of(build, environment, chosen, docker)
        verdict = decide(read, build, facts, chosen.prefer)
    except (UnhandledError, UnknownEngineError) as error:
        return Planned(Verdict(NOT_HANDLED, UNCHANGED, str(error)), [], file)
    except UnreadableError as error:
        return Planned(Verdict(NOT_HANDLED, UNCHANGED, f"{file} cannot be read with certainty. {error}"), [], file)
    except UnknownFactError as error:
        return Planned(Verdict(UNKNOWN_OFFER, UNCHANGED, str(error)), [], file)
    return Planned(verdict, [], file, facts)


def dockerfile(context: str, named: str) -> tuple[str, bytes]:
    """The path of the Dockerfile, and what is in it.

    Args:
        context: the build's PATH.
        named: the value of ``--file``; empty for none.

    Raises:
        UnhandledError: it is no file on this machine, or cannot be read.
    """
    if not os.path.isdir(context):
        raise UnhandledError("Its context is not a folder on this machine.")
    candidates = [named] if named else [os.path.join(context, name) for name in _NAMES]
    path = next(filter(os.path.exists, candidates), candidates[0])
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise UnhandledError(f"{path} is not a regular file.")
        with open(path, "rb") as file:
            return os.path.normpath(path), file.read(instructions.LARGEST + 1)
    except OSError as error:
        raise UnhandledError(f"{path} cannot be read: {why(error)}.") from error


def readable(content: bytes, file: str) -> Dockerfile:
    """The Dockerfile.

    Raises:
        UnhandledError: it is for another frontend than Docker's own.
        UnreadableError: it cannot be read with certainty.
    """
    read = stages.read(content)
    try:
        frontend = references.parse(read.syntax) if read.syntax else None
    except ValueError as error:
        raise UnhandledError(f"{file} names a frontend that is no image.") from error
    if frontend and (frontend.domain != references.HUB or frontend.path not in _FRONTENDS):
        raise UnhandledError(f"{file} is for another frontend, {read.syntax}.")
    return read


def decide(read: Dockerfile, build: Build, facts: "BuildFacts", preferred: tuple[Platform, ...]) -> Verdict:
    """What the table says.

    Raises:
        UnreadableError: the Dockerfile cannot be read with certainty.
        UnknownFactError: the builder does not answer.
    """

    def needed(target: Platform) -> tuple[Need, ...]:
        found = needs.find(read, Conditions(target, facts.host(), build.arguments, build.stage))
        if len({need.image for need in found}) > _MOST_IMAGES:
            raise UnreadableError(f"It needs more than {_MOST_IMAGES} images.")
        return found

    facts.look_up([need.image for need in needed(facts.host())])
    return table.decide(needed, facts, preferred, is_pushed=build.is_pushed)


def of(build: Build, environment: dict[str, str], chosen: Settings, docker: str) -> "BuildFacts":
    """The facts about a build.

    Raises:
        UnhandledError: it is not known which builder it uses.
        UnknownEngineError: it is not known which engine it uses.
    """
    endpoint = resolve(wrapper.connection(build.connection, docker, chosen.engine), environment)
    engine = Engine(endpoint, chosen, environment, 0.0).within(chosen.pull_timeout)
    builder = _builder(build, docker, endpoint)
    return BuildFacts(engine, builder, docker, uses_local=builder is None and not build.pulls)


def _builder(build: Build, docker: str, endpoint: Endpoint) -> Builder | None:
    """The builder; None if it is the engine's own."""
    alias = documents.text(read_settings(endpoint.configuration), "aliases", "builder")  # buildx install leaves one
    has_current = build.uses_current_builder or bool(alias)
    if not build.builder and not has_current:
        return None
    found = buildx.named([docker, *build.global_words], build.builder)
    if found is None:
        raise UnhandledError(f"The builder {build.builder} cannot be inspected." if build.builder else "No builder.")
    if found.driver != ENGINES_OWN:
        return found
    if found.name != endpoint.context:
        raise UnhandledError(f"The builder {found.name} may be another engine than the one that docker uses.")
    return None


class BuildFacts:
    """The facts about one build: the questions of `build.facts.Facts`.

    Args:
        engine: the engine, with the time for each image.
        builder: the builder, if it is another than the engine's own.
        docker: the path of the real docker.
        uses_local: whether an image that the engine has is used without asking the registry.

    Attributes:
        engine: as above.
        builder: as above.
    """

    def __init__(self, engine: Engine, builder: Builder | None, docker: str, *, uses_local: bool) -> None:
        self.engine = engine
        self._docker = docker
        self.builder = builder
        self._uses_local = uses_local
        self._images: dict[str, EngineFacts] = {}

    def look_up(self, images: list[str]) -> None:
        """Ask about several images at once: what is found out is cached, and each answer is the same later."""
        absent = [image for image in dict.fromkeys(images) if not self.local(image)]
        names = [references.parse(image) for image in absent]
        if len(names) > 1:
            patience = self.engine.settings.pull_timeout
            for _ in warming.warm(
                names, lambda name: Catalog(self.engine.within(patience)).look_up(name), warming.AT_ONCE
            ):
                pass

    def host(self) -> Platform:
        """See `build.facts.Facts`."""
        host = self._of("").host()
        if self.builder and host not in self.builder.platforms:
            raise UnknownFactError(f"The builder {self.builder.name} builds for other platforms than {host}.")
        return host

    def local(self, image: str) -> tuple[Platform, ...]:
        """See `build.facts.Facts`."""
        local = self._of(image).local() if self._uses_local else None
        return local.platforms if local else ()

    def keeps_local(self) -> bool:
        """See `build.facts.Facts`: docker has the classic builder without buildx, or if BuildKit is off."""
        chosen = self.engine.environment.get("DOCKER_BUILDKIT", "").lower()
        return chosen in _OFF or not buildx.version(self._docker)

    def offered(self, image: str) -> Offered:
        """See `build.facts.Facts`."""
        return self._of(image).offered()

    def confirm(self, image: str) -> None:
        """See `build.facts.Facts`."""
        self._of(image).confirm()

    def executes(self, platform: Platform) -> bool:
        """See `build.facts.Facts`."""
        return platform in self.builder.platforms if self.builder else self._of("").executes(platform)

    def product(self, platform: Platform) -> Product | None:
        """The product that the engine is part of, if it has an emulator of its own for a platform."""
        facts = self._of("")
        return facts.product(platform) if facts.has_own_emulators(platform) else None

    def _of(self, image: str) -> EngineFacts:
        """The facts about one image, which has the time for itself; the engine is asked once for its own platform."""
        if image not in self._images:
            patience = self.engine.settings.pull_timeout
            self._images[image] = EngineFacts(image, self.engine.within(patience))
        return self._images[image]
