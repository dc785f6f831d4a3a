"""The cases of the differential test: what they consist of, which ones make sense, and which ones are tried.

A case says nothing of what happens: plain docker does. All of it is a pure function of the environment, so that several
workers try the same cases; where they are to be others in every run, the run's name is the seed.

- `ANYARCH_DIFFERENTIAL` is how many cases are tried, and else the profile (`tests.laboratory.examples`).
- `ANYARCH_DIFFERENTIAL_SEED` repeats a run with the profile `fresh`, which prints its seed with every failure.
- `ANYARCH_DIFFERENTIAL_CASE` is the name of the only case to try.
"""

import itertools
import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from tests.laboratory import examples
from tests.laboratory.collection import Recipe

ABSENT_FROM_REGISTRY = "nothere"
# Its index says one platform, and its configuration another one: what is pulled by the first cannot always be run by
# the second, and then the pull leaves an image. To know that beforehand would take one more request for every image,
# so this difference is accepted, and the image is only tried once it is local.
CONTRADICTORY = "idxarm-cfgamd"
IMAGES = (
    "multi", "multi-oci", "withattest", "armonly-index", "armattest", "armonly-single", "armonly-single-v8",
    "amdonly-single", "mislabelled", "mislabelled-rev", CONTRADICTORY, "noarch", "emptyarch", "half-labelled",
    "half-labelled-oci", "level-or-foreign", "armv6", "armv6-single", "equipped", "equipped-index", "equipped-single",
    ABSENT_FROM_REGISTRY,
)  # fmt: skip

NATIVE, FOREIGN, SINGLE = "native", "foreign", "single"  # what is pulled, and built
STATES = {
    "absent": (),
    "native": (f"pull {NATIVE}",),
    "foreign": (f"pull {FOREIGN}",),
    "native, then foreign": (f"pull {NATIVE}", f"pull {FOREIGN}"),
    "foreign, then native": (f"pull {FOREIGN}", f"pull {NATIVE}"),
    "pulled": (f"pull {SINGLE}",),
    "built native": (f"build {NATIVE}",),
    "built foreign": (f"build {FOREIGN}",),
}

REGISTERED, INSIDE, MISSING = "registered", "inside", "absent"
HANDLERS = (REGISTERED, INSIDE, MISSING)  # with F; without, so that the image must carry the emulator; none

QUIETLY = ("--rm", "--network", "none")


@dataclass(frozen=True)
class Command:
    """What a user types.

    Attributes:
        steps: the words after `docker`, one command after another for as long as they succeed. What is in braces
            depends on the machine: `image`, `container` (the last one created), `native` and `foreign` (platforms),
            `program` (the path of a native busybox).
        variable: DOCKER_DEFAULT_PLATFORM.
        status: what docker ends with if it succeeds: the program's own.
    """

    steps: tuple[tuple[str, ...], ...]
    variable: str = ""
    status: int = 0


def run(*words: str, flags: tuple[str, ...] = (), variable: str = "", status: int = 0) -> Command:
    """A container of the image, with these words for it."""
    return Command((("run", *QUIETLY, *flags, "{image}", *words),), variable, status)


COMMANDS = {
    "run": run(),
    "run with words": run("sh", "-c", "uname -m; echo $$; exit 7", status=7),
    "run with an entry point": run("hello", flags=("--entrypoint", "/bin/echo")),
    "run a mounted native program": run("/busybox", "uname", "-m", flags=("--volume", "{program}:/busybox:ro")),
    "create and start": Command((("create", "--network", "none", "{image}"), ("start", "--attach", "{container}"))),
    "pull": Command((("pull", "{image}"),)),
    "run with --pull=always": run(flags=("--pull=always",)),
    "run with --pull=never": run(flags=("--pull=never",)),
    "run with --platform native": run(flags=("--platform", "{native}")),
    "run with --platform foreign": run(flags=("--platform", "{foreign}")),
    "run with DOCKER_DEFAULT_PLATFORM foreign": run(variable="{foreign}"),
}


@dataclass(frozen=True, order=True)
class Case:
    """A starting state, and a command.

    Attributes:
        handlers: which handlers the kernel has: one of `HANDLERS`.
        has_pack: whether the engine has a pack, and the user has chosen to use it.
        image: of the laboratory's collection.
        state: what is local: one of `STATES`.
        command: one of `COMMANDS`.
        is_warm: whether the user has run the same command in the same state before.
    """

    handlers: str
    has_pack: bool
    image: str
    state: str
    command: str
    is_warm: bool

    def __str__(self) -> str:
        pack = "pack" if self.has_pack else "no pack"
        cache = "warm" if self.is_warm else "cold"
        return f"{self.handlers}, {pack}, {cache}: {self.command}: {self.image}, {self.state}"


def pulls(recipe: Recipe | None, native: str) -> dict[str, str]:
    """What can be pulled of an image, in the words of `STATES`, and the platform to ask for; empty for none.

    Args:
        recipe: the image's; None for one that the registry does not have.
        native: the engine's architecture, by its OCI name.
    """
    if recipe is None:
        return {}
    if not recipe.indexed:
        return {SINGLE: ""}
    found = {}
    for part in recipe.parts:
        label = part.entry
        platform = "/".join(filter(None, (label.os, label.architecture, label.variant))) if label else ""
        found[NATIVE if label is None or label.architecture == native else FOREIGN] = platform
    return found


def states(recipe: Recipe | None, native: str) -> list[str]:
    there = {f"pull {what}" for what in pulls(recipe, native)} | {f"build {NATIVE}", f"build {FOREIGN}"}
    return [name for name, steps in STATES.items() if there.issuperset(steps)]


def others(native: str, foreign: str) -> list[str]:
    return [foreign, "arm"] if native == "amd64" else [foreign]


def emulated(handlers: str, native: str, foreign: str) -> list[str]:
    """The architectures that the kernel has handlers for; a handler without F is for what an image carries."""
    return {REGISTERED: others(native, foreign), INSIDE: [foreign], MISSING: []}[handlers]


def every(recipes: Mapping[str, Recipe], native: str) -> list[Case]:
    """All cases that make sense, in one order."""
    return [
        Case(handlers, has_pack, image, state, command, is_warm)
        for image in IMAGES
        for state in states(recipes.get(image), native)
        if (image, state) != (CONTRADICTORY, "absent")
        for command, handlers, has_pack, is_warm in itertools.product(COMMANDS, HANDLERS, (False, True), (False, True))
    ]


def drawn(cases: list[Case], seed: str, count: int) -> list[Case]:
    """So many of the cases, in an order in which the engine seldom has to be changed between two of them.

    Each command is tried from each state with all handlers, before any is so again with another image.
    """
    shuffled = random.Random(seed).sample(cases, len(cases))  # noqa: S311 - no secret
    seen: Counter[tuple[str, ...]] = Counter()
    turns = []
    for case in shuffled:
        alike = (case.state, case.command, case.handlers)
        turns.append((seen[alike], case))
        seen[alike] += 1
    chosen = [case for _, case in sorted(turns, key=lambda turn: turn[0])[:count]]
    return sorted(chosen, key=lambda case: (HANDLERS.index(case.handlers), case))


def chosen(cases: list[Case], environment: Mapping[str, str]) -> list[Case]:
    """The cases to try in this environment.

    Raises:
        ValueError: the environment names a case that there is not, or a number that is none.
    """
    only = environment.get("ANYARCH_DIFFERENTIAL_CASE")
    if only:
        found = [case for case in cases if str(case) == only]
        if not found:
            raise ValueError(f"there is no such case: {only}")
        return found
    return drawn(cases, seed(environment), count(environment))


FEW, MANY = 36, 100


def count(
    environment: Mapping[str, str], variable: str = "ANYARCH_DIFFERENTIAL", few: int = FEW, many: int = MANY
) -> int:
    return int(environment.get(variable) or (few if examples.profile(environment) == "few" else many))


def seed(environment: Mapping[str, str], variable: str = "ANYARCH_DIFFERENTIAL_SEED") -> str:
    """What the cases are drawn with: always the same, but in a fresh run, whose workers share what pytest-xdist calls
    it."""
    given = environment.get(variable)
    if given or examples.profile(environment) != "fresh":
        return given or "0"
    return environment.get("PYTEST_XDIST_TESTRUNUID") or FRESH


FRESH = f"{random.SystemRandom().getrandbits(64):x}"
