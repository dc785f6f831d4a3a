"""How a command ended behind the shim, held against how it ended with plain docker.

Pure: it runs no commands. Each difference is a line for people to read; where there is no line, nothing differs.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

# Of a pull, as much of it as there is time for, and as there is left of earlier ones.
PROGRESS = re.compile(
    r"^([0-9a-f]{12}: .*|Status: (Downloaded newer image|Image is up to date) for .*)\n", re.MULTILINE
)
# What a pull says besides, on stderr if it is part of another command.
PULLING = re.compile(
    r"^(Using default tag: .*|Unable to find image .* locally|\S+: Pulling from .*|Digest: .*|[0-9.]+:[0-9]+/\S+)\n",
    re.MULTILINE,
)
CONTAINER = re.compile(r"^[0-9a-f]{64}$", re.MULTILINE)
OWN = "anyarch:"  # how each of the shim's notices begins
NOTICE = re.compile(rf"^{OWN}.*\n( {{{len(OWN)}}}.*\n)*", re.MULTILINE)


@dataclass(frozen=True)
class Snapshot:
    """What is local.

    Attributes:
        names: for each name, with its tag or its digest, the ID of its image and the platforms that are there.
        nameless: the IDs of images that have no name.
    """

    names: Mapping[str, str]
    nameless: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Ending:
    """How a command ended: its status, what it printed, and what is local then."""

    status: int
    output: str
    errors: str
    after: Snapshot


def differences(
    plain: Ending, shim: Ending, *, success: int = 0, built: Mapping[str, str] | None = None, may_warn: bool = False
) -> list[str]:
    """Tell what is not as it was promised.

    Args:
        plain, shim: how the command ended with plain docker, and behind the shim, from the same state.
        success: the status with which the command succeeds.
        built: the names that there were, if they were those of a local build.
        may_warn: whether anyarch may say something although the command succeeds.
    """
    found = []
    if plain.status == success:
        if shim.status != plain.status:
            found.append(f"status: {plain.status} with docker, {shim.status} with the shim")
        output, other = (lasting(ending.output) for ending in (plain, shim))
        if output != other:
            found.append(f"stdout: {output!r} with docker, {other!r} with the shim")
        found += [f"stderr: the shim adds {line!r}" for line in added(plain.errors, shim.errors, may_warn=may_warn)]
    if plain.status == success or shim.status != success:
        found += moved(plain.after, shim.after)
    else:
        for name, image in (built or {}).items():
            kept, now = (ending.after.names.get(name) for ending in (plain, shim))
            if kept == image != now:
                found.append(f"the local build loses its name {name}, which now stands for {now or 'no image'}")
    return found


def lasting(text: str) -> str:
    """What a command printed, without what differs between any two times."""
    return CONTAINER.sub("CONTAINER", PROGRESS.sub("", text))


def added(plain: str, shim: str, *, may_warn: bool) -> list[str]:
    """The lines on stderr that are the shim's alone, and not a pull's."""
    known = lasting(plain).splitlines()
    text = PULLING.sub("", lasting(shim))
    return [line for line in (NOTICE.sub("", text) if may_warn else text).splitlines() if line not in known]


def moved(plain: Snapshot, shim: Snapshot) -> list[str]:
    names = sorted({*plain.names, *shim.names})
    found = [
        f"{name}: {plain.names.get(name, 'no image')} with docker, {shim.names.get(name, 'no image')} with the shim"
        for name in names
        if plain.names.get(name) != shim.names.get(name)
    ]
    if plain.nameless != shim.nameless:
        listed = (", ".join(sorted(each.nameless)) or "none" for each in (plain, shim))
        found.append("images without a name: {} with docker, {} with the shim".format(*listed))
    return found
