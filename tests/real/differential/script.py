"""A case as commands to paste into the shell that `python -m tests.laboratory.workbench KIND` opens.

There, `$R` is a registry with the images, `$SHIM` the folder of a shim, `$BUSYBOX` a native program, `$QEMU` a folder
of emulators and `$PROGRAMS` what a pack is made of. Pure. What the test does over the engine's socket is written as
docker's commands, and a local build as a commit of the same program.
"""

import os
import shlex
from collections.abc import Mapping, Sequence

from tests.laboratory.architectures import ARCHITECTURES
from tests.laboratory.collection import emulator_place
from tests.laboratory.handlers import rule
from tests.real.differential.cases import COMMANDS, INSIDE, MISSING, STATES, Case

BUILDER = "$R/multi"  # the image whose parts become local builds
LISTED = "docker images --all --no-trunc --digests"
REGISTER = "/proc/sys/fs/binfmt_misc/register"


def script(
    case: Case, platforms: Mapping[str, str], pulls: Mapping[str, str], emulated: Sequence[str], packed: Sequence[str]
) -> str:
    """The commands of a case.

    Args:
        case: what is tried.
        platforms: by `native` and `foreign`, such as linux/arm64.
        pulls: the platform of each word after `pull` in `STATES`.
        emulated: the architectures for which there are handlers, by their OCI names.
        packed: those for which there is a pack, if there is one.
    """
    state = prepared(case, platforms, pulls)
    setting = " ANYARCH_EMULATION=private" if case.has_pack else ""
    shim = command('"$SHIM"/docker', case, platforms)
    return "\n".join(
        [
            f"# {case}",
            *handlers(case, emulated),
            *([f'anyarch emulators pack {" ".join(packed)} --from "$PROGRAMS"'] if case.has_pack else []),
            *state,
            *command("docker", case, platforms),
            LISTED,
            *state,
            f"export ANYARCH_CACHE_DIR=$(mktemp -d){setting}",
            *([*shim, *state] if case.is_warm else []),
            *shim,
            LISTED,
        ]
    )


def handlers(case: Case, emulated: Sequence[str]) -> list[str]:
    if case.handlers == MISSING:
        return []
    found = []
    for architecture in emulated:
        place = emulator_place(architecture)
        interpreter = place if case.handlers == INSIDE else f"$QEMU/{os.path.basename(place)}"
        flags = "" if case.handlers == INSIDE else "F"
        line = f":test-{architecture}:M::{rule(ARCHITECTURES[architecture])}:"
        found.append(f"printf %s {shlex.quote(line)}{quoted(f'{interpreter}:{flags}')} >{REGISTER}")
    return found


def prepared(case: Case, platforms: Mapping[str, str], pulls: Mapping[str, str]) -> list[str]:
    found = ["docker rmi --force $(docker images --all --quiet)"]
    image = f"$R/{case.image}"
    for step in STATES[case.state]:
        verb, what = step.split()
        if verb == "pull":
            platform = f"--platform {pulls[what]} " if pulls[what] else ""
            found.append(f"docker pull {platform}{quoted(image)}")
        else:
            part = f"--platform {platforms[what]} {quoted(BUILDER)}"
            found += [f"docker pull {part}", f'docker commit "$(docker create {part})" {quoted(image)}']
    return found


def command(docker: str, case: Case, platforms: Mapping[str, str]) -> list[str]:
    typed = COMMANDS[case.command]
    known = {**platforms, "image": f"$R/{case.image}", "container": "$CONTAINER", "program": "${BUSYBOX}"}
    variable = f"DOCKER_DEFAULT_PLATFORM={typed.variable.format_map(known)} " if typed.variable else ""
    found = []
    for number, step in enumerate(typed.steps):
        words = " ".join(
            [docker, *(quoted(word.format_map(known)) if "{" in word else shlex.quote(word) for word in step)]
        )
        is_last = number == len(typed.steps) - 1
        found.append(f"{variable}{words}; echo $?" if is_last else f"CONTAINER=$({variable}{words})")
    return found


def quoted(word: str) -> str:
    """A word as a shell takes it, with its variables."""
    return f'"{word}"' if "$" in word else shlex.quote(word)
