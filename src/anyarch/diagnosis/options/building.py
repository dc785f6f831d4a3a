"""Build it: what buildx and its builders can do here, and the commands that build for all platforms and push.

A builder other than the engine's own includes BuildKit's emulators, so it may build what the engine cannot run.
"""

from anyarch.diagnosis.options import names
from anyarch.diagnosis.options.option import NONE, POSSIBLE, READY, Option, Situation
from anyarch.engine import buildx
from anyarch.engine.buildx import Builder
from anyarch.oci import references
from anyarch.oci.native import Executes
from anyarch.oci.platforms import Platform

BUILDER = "anyarch"
_YOURS = "YOUR-NAME"  # no registry accepts this, so that it is not pushed by mistake
_STALE = "A builder's list may be out of date: emulators may have been added or removed since it was made."
_PUSHED = "--push replaces what the registry has under that name."


def examine(situation: Situation, docker: str, itself: Executes, *, has_containerd_store: bool) -> Option:
    """Whether it can be built here.

    Args:
        situation: the image and the engine.
        docker: the real docker; empty for none.
        itself: whether the engine's CPU executes a platform, without a handler.
        has_containerd_store: whether the engine itself can keep an image for several platforms.
    """
    name = _name(situation)
    if not (docker and buildx.version(docker)):
        only_host = (
            f"buildx is not installed. From its source code, the engine can build the image for {situation.host} only."
        )
        note = "To install buildx: Docker's package docker-buildx-plugin, or Debian's docker-buildx."
        return Option("build", NONE, only_host, (("docker", "build", "--tag", name, "."),), (note,))
    wanted = tuple(dict.fromkeys((situation.host, *situation.foreign(itself))))
    builders = buildx.builders(docker)
    fitting = next((b for b in builders if _suffices(b, wanted, has_containerd_store=has_containerd_store)), None)
    listed = ", ".join(map(str, wanted))
    notes = (_STALE, _PUSHED)
    build = _build(fitting.name if fitting else BUILDER, wanted, name)
    if fitting:
        existing = f"From its source code, with the builder {fitting.name}, which lists {listed}."
        return Option("build", READY, existing, (build,), notes)
    commands = (
        ("docker", "buildx", "create", "--name", BUILDER, "--driver", "docker-container"),
        ("docker", "buildx", "inspect", "--bootstrap", BUILDER),
        build,
    )
    created = f"From its source code, with a new builder: no existing one lists {listed}."
    return Option("build", POSSIBLE, created, commands, notes, (("docker", "buildx", "rm", BUILDER),))


def _suffices(builder: Builder, wanted: tuple[Platform, ...], *, has_containerd_store: bool) -> bool:
    """Whether it can build for all of them at once, by its own list."""
    is_engines_own = builder.driver == buildx.ENGINES_OWN
    return builder.platforms >= set(wanted) and (not is_engines_own or has_containerd_store or len(wanted) == 1)


def _build(builder: str, wanted: tuple[Platform, ...], name: str) -> tuple[str, ...]:
    listed = ",".join(map(str, wanted))
    return ("docker", "buildx", "build", "--builder", builder, "--platform", listed, "--tag", name, "--push", ".")


def _name(situation: Situation) -> str:
    """The name for the build: the image's own, unless it has none or belongs to Docker."""
    if references.is_id(situation.image) or (situation.local and situation.local.named_by_id):
        return f"{_YOURS}/app"
    found = references.parse(situation.image.partition("@")[0])
    short = names.familiar(found)
    return short if "/" in short else f"{_YOURS}/{short}"
