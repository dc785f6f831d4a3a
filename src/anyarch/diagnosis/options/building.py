"""Build it: what buildx and its builders can do here, and the commands that build for all platforms and push.

A builder with a driver other than the engine's own brings its emulators along (BuildKit's), so that it may build what
the engine does not run. Which platforms it lists it has found out once, and may be out of date.
"""

from anyarch.diagnosis import buildx
from anyarch.diagnosis.buildx import Builder
from anyarch.diagnosis.options import names
from anyarch.diagnosis.options.option import NONE, POSSIBLE, READY, Option, Situation
from anyarch.oci import references
from anyarch.oci.native import Executes
from anyarch.oci.platforms import Platform

BUILDER = "anyarch"
_YOURS = "YOUR-NAME"  # which no registry accepts, so that it is not pushed by mistake
_STALE = "What a builder lists, it has found out once: a platform may have lost its emulator since, or got one."
_PUSHED = "--push puts the result under that name in the registry, in place of what is there."


def examine(situation: Situation, docker: str, executes: Executes, *, has_containerd_store: bool) -> Option:
    """The way for this situation.

    Args:
        situation: the image and the engine.
        docker: the real docker.
        executes: whether the engine executes a platform.
        has_containerd_store: whether the engine itself can keep an image for several platforms.
    """
    name = _name(situation)
    if not (docker and buildx.version(docker)):
        told = f"There is no buildx. From its sources, the engine builds the image for {situation.host} alone."
        note = "Docker's package docker-buildx-plugin, or Debian's docker-buildx, brings buildx."
        return Option("build", NONE, told, (("docker", "build", "--tag", name, "."),), (note,))
    wanted = tuple(dict.fromkeys((situation.host, *situation.foreign(executes))))
    builders = buildx.builders(docker)
    fitting = next((b for b in builders if _suffices(b, wanted, has_containerd_store=has_containerd_store)), None)
    listed = ", ".join(map(str, wanted))
    notes = (_STALE, _PUSHED)
    build = _build(fitting.name if fitting else BUILDER, wanted, name)
    if fitting:
        told = f"From its sources, by the builder {fitting.name}, which lists {listed}."
        return Option("build", READY, told, (build,), notes)
    commands = (
        ("docker", "buildx", "create", "--name", BUILDER, "--driver", "docker-container"),
        ("docker", "buildx", "inspect", "--bootstrap", BUILDER),
        build,
    )
    told = f"From its sources, by a builder for {listed} that has to be made first: none that is there lists them."
    return Option("build", POSSIBLE, told, commands, notes, (("docker", "buildx", "rm", BUILDER),))


def _suffices(builder: Builder, wanted: tuple[Platform, ...], *, has_containerd_store: bool) -> bool:
    """Whether it says that it builds for all of them at once."""
    is_engines_own = builder.driver == buildx.ENGINES_OWN
    return builder.platforms >= set(wanted) and (not is_engines_own or has_containerd_store or len(wanted) == 1)


def _build(builder: str, wanted: tuple[Platform, ...], name: str) -> tuple[str, ...]:
    listed = ",".join(map(str, wanted))
    return ("docker", "buildx", "build", "--builder", builder, "--platform", listed, "--tag", name, "--push", ".")


def _name(situation: Situation) -> str:
    """The name to build under: the image's own, unless it has none or is Docker's."""
    if references.is_id(situation.image) or (situation.local and situation.local.named_by_id):
        return f"{_YOURS}/app"
    found = references.parse(situation.image.partition("@")[0])
    short = names.familiar(found)
    return short if "/" in short else f"{_YOURS}/{short}"
