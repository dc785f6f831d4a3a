"""The docker command for a private run, which brings QEMU and PRoot along for one container.

It mounts the pack (`packs`), and the container starts the pack's init, which starts the image's program with PRoot and
QEMU (shell/pack/start). The rules are docker's:

* What the container starts is combined as in `command`.
* If a flag is given twice, the last one counts. So added flags are directly before IMAGE, or before the ``--`` in front
  of it, and the user's own working directory, user, terminal, variables, and mounts stay.

There are two additional mounts: the pack at `PLACE`, where PRoot looks for native programs, and ``/dev/null`` at
/etc/ld.so.preload, which PRoot hides from its native programs and would otherwise create. A HEALTHCHECK of the image is
disabled, because the engine would start its foreign program without PRoot. ``--pull`` is overridden if the image has
just been pulled.

Whether the image is local, and what it starts, is found out elsewhere.
"""

from anyarch.bare.command_line import Invocation
from anyarch.bare.errors import AnyarchError
from anyarch.decision.command import combined
from anyarch.decision.facts import Pack
from anyarch.oci.platforms import Platform
from anyarch.programs.start import Start

PLACE = "/host-rootfs"
NO_CHECK = "--no-healthcheck"
PRELOAD = "/etc/ld.so.preload"
INIT = (f"{PLACE}/tini", "-s", "-g", "--", f"{PLACE}/start")


class NoCommandError(AnyarchError):
    """Neither the image nor the command line has a program to start."""


def rewrite(  # noqa: PLR0913 - each is a fact of its own
    words: list[str],
    invocation: Invocation,
    pack: Pack,
    platform: Platform,
    start: Start,
    *,
    is_added: bool,
) -> list[str]:
    """The words after ``docker`` for a private `run` or `create`.

    Args:
        words: the words as typed.
        invocation: the same, parsed.
        pack: a pack with an emulator for the platform.
        platform: the platform of the local image.
        start: what that image starts.
        is_added: whether to add ``--platform``.

    Raises:
        NoCommandError: there is nothing to start.
    """
    start = combined(invocation, start)
    if not (*start.entrypoint, *start.command):
        raise NoCommandError
    init, *arguments = INIT
    added = [
        *("--mount", f"type=volume,source={pack.volume},destination={PLACE},readonly,volume-nocopy"),
        *("--mount", f"type=bind,source=/dev/null,destination={PRELOAD},readonly"),
        *("--entrypoint", init),
    ]
    if start.checks_health and not _configures_health_check(invocation):
        added.append(NO_CHECK)
    if invocation.pull_policy == "always":
        added.append("--pull=missing")
    asked = ["--platform", str(platform)] if is_added else []
    return [
        *words[: invocation.after_verb],
        *asked,
        *words[invocation.after_verb : invocation.before_image],
        *added,
        *words[invocation.before_image : invocation.image_at + 1],
        *arguments,
        platform.architecture,
        *start.entrypoint,
        *start.command,
    ]


def pull(invocation: Invocation, platform: Platform) -> list[str]:
    """The words after ``docker`` that pull the image before a private run, on the same engine."""
    return [
        *(f"--{name}={value}" for name, value in invocation.connection.items()),
        "pull",
        f"--platform={platform}",
        *(["--quiet"] if invocation.flags.get("quiet") == "true" else []),
        *("--", invocation.image),
    ]


def _configures_health_check(invocation: Invocation) -> bool:
    return any(name == "no-healthcheck" or name.startswith("health-") for name in invocation.flags)
