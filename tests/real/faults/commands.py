"""What a user types while something goes wrong: a table."""

from dataclasses import dataclass

from tests.real.differential.cases import QUIETLY

IMAGE = "{image}"
ELSEWHERE = "elsewhere"  # a context that leads to the same engine

PACK, HANDLERS = "a pack", "handlers"  # what a command leaves on the engine, as it was asked to
PRIVATELY = 'emulation.policy = "private"\nemulation.packs = ["{pack}"]\n'
FROM_IMAGE = 'emulation.image = "{installer}"\n'
ROUTED = f'routing.policy = "always"\nrouting.contexts."linux/s390x" = "{ELSEWHERE}"\n'


@dataclass(frozen=True)
class Command:
    """What a user types.

    Attributes:
        words: after `docker`, or after `anyarch`; what is in braces is filled in.
        image: of the laboratory's collection.
        state: what is local: one of `tests.real.differential.cases.STATES`.
        is_own: whether it is a command of anyarch's own.
        is_foreign: whether it depends on the handlers in the kernel how the command ends.
        has_helper: whether docker asks a credential helper for the registry's login.
        has_pack: whether the engine has a pack for s390x.
        is_at_terminal: whether input and output are a terminal's; a question there is answered with no.
        leaves: `PACK`, `HANDLERS`, or nothing.
        settings: further settings of anyarch's; what is in braces is filled in.
    """

    words: tuple[str, ...]
    image: str = "multi"
    state: str = "native"
    is_own: bool = False
    is_foreign: bool = False
    has_helper: bool = False
    has_pack: bool = False
    is_at_terminal: bool = False
    leaves: str = ""
    settings: str = ""


RUN = ("run", *QUIETLY, IMAGE)
AT_TERMINAL = ("run", "--interactive", "--tty", *QUIETLY, IMAGE)
PULL = ("pull", "--quiet", IMAGE)
PRIVATELY_PULLED = Command(("pull", "--quiet", "--platform", "linux/s390x", IMAGE), "only-s390x")  # as anyarch does
COMMANDS = {
    "another verb": Command(("ps", "--quiet")),
    "run": Command(RUN),
    "run with words": Command((*RUN, "sh", "-c", "uname -m; exit 7")),
    "run at a terminal": Command(AT_TERMINAL, is_at_terminal=True),
    "run, asked at a terminal": Command(AT_TERMINAL, "only-s390x", "absent", is_foreign=True, is_at_terminal=True),
    "run, foreign": Command(RUN, "armonly-index", "foreign", is_foreign=True),
    "run, built here": Command(RUN, state="built foreign", is_foreign=True),
    "run, not local": Command(RUN, "armonly-index", "absent", is_foreign=True),
    "run, not local, with a helper": Command(RUN, "armonly-index", "absent", is_foreign=True, has_helper=True),
    "run, not local, offered": Command(RUN, state="absent"),
    "run, never executed": Command(RUN, "only-s390x", "absent", is_foreign=True),
    "run with a pack": Command(RUN, "only-s390x", "absent", is_foreign=True, has_pack=True, settings=PRIVATELY),
    "create": Command(("create", "--network", "none", IMAGE), "armonly-index", "absent", is_foreign=True),
    "pull": Command(PULL, "armonly-index", "absent"),
    "pull with a helper": Command(PULL, "armonly-index", "absent", has_helper=True),
    "prepare": Command(("prepare", IMAGE), "armonly-index", "absent", is_own=True, is_foreign=True),
    "cache warm": Command(("cache", "warm", IMAGE), state="absent", is_own=True),
    "plan": Command(("plan", "--json", "--", "run", IMAGE), "armonly-index", "foreign", is_own=True, is_foreign=True),
    "install handlers": Command(
        ("emulators", "install", "--yes", "--json", "s390x"), is_own=True, leaves=HANDLERS, settings=FROM_IMAGE
    ),
    "make a pack": Command(("emulators", "pack", "--json", "--from", "{programs}", "s390x"), is_own=True, leaves=PACK),
    "test a route": Command(("route", "test", "--json"), is_own=True, settings=ROUTED),
}
