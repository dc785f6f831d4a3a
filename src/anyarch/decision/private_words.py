"""A private run: the words for docker, changed so that QEMU and PRoot come along with this one container.

The pack (`packs`) is mounted, and the container's program becomes the pack's init, which starts the image's program
under PRoot and QEMU (shell/pack/start). The rules are docker's:

* ``--entrypoint X`` replaces ENTRYPOINT and drops CMD; an empty one resets both (docker/cli, opts.go; moby, merge.go).
* Arguments after IMAGE replace CMD.
* Of a flag that is given twice the last counts, so what is added stands directly before IMAGE, or before the ``--``
  in front of it; and what the user says of the working folder, the user, the terminal, variables and mounts stays.

Two more mounts than the user asked for are there: the pack at `PLACE`, which is PRoot's own name for where native
programs are, and ``/dev/null`` at /etc/ld.so.preload, which PRoot hides from its native programs and would otherwise
create. A HEALTHCHECK of the image is switched off: the engine would start a foreign program, past PRoot. ``--pull`` is
overridden where the image has just been fetched.

This is pure: whether the image is local, and what it starts, is found out elsewhere.
"""

from anyarch.bare.command_line import Invocation
from anyarch.bare.errors import AnyarchError
from anyarch.decision.facts import Pack
from anyarch.oci.platforms import Platform
from anyarch.programs.start import Start

PLACE = "/host-rootfs"
NO_CHECK = "--no-healthcheck"
_PRELOAD = "/etc/ld.so.preload"
_INIT = (f"{PLACE}/tini", "-s", "-g", "--", f"{PLACE}/start")


class NoCommandError(AnyarchError):
    """There is nothing to start: neither the image nor the words name a program."""


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
        words: as they were typed.
        invocation: what `command_line.parse` made of them.
        pack: a pack with an emulator for the platform.
        platform: of the image, which is local.
        start: what that image starts.
        is_added: whether docker is to be told the platform; it knows it already where the user said it, and does not
            want to where IMAGE is an ID.

    Raises:
        NoCommandError: docker is to say so itself.
    """
    command = _command(invocation, words[invocation.image_at + 1 :], start)
    init, *arguments = _INIT
    added = [
        *("--mount", f"type=volume,source={pack.volume},destination={PLACE},readonly,volume-nocopy"),
        *("--mount", f"type=bind,source=/dev/null,destination={_PRELOAD},readonly"),
        *("--entrypoint", init),
    ]
    if start.checks_health and not _says_of_health(invocation):
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
        *command,
    ]


def pull(invocation: Invocation, platform: Platform) -> list[str]:
    """The words after ``docker`` that fetch the image before a private run, from the engine that the run is for."""
    return [
        *(f"--{name}={value}" for name, value in invocation.connection.items()),
        "pull",
        f"--platform={platform}",
        *(["--quiet"] if invocation.flags.get("quiet") == "true" else []),
        *("--", invocation.image),
    ]


def _command(invocation: Invocation, arguments: list[str], start: Start) -> list[str]:
    chosen = invocation.flags.get("entrypoint")
    if chosen is not None:
        command = [*([chosen] if chosen else []), *arguments]
    else:
        entrypoint = () if start.entrypoint == ("",) else start.entrypoint
        command = [*entrypoint, *(arguments or start.command)]
    if not command:
        raise NoCommandError
    return command


def _says_of_health(invocation: Invocation) -> bool:
    return any(name == "no-healthcheck" or name.startswith("health-") for name in invocation.flags)
