"""Facts that are written down, not asked for, and what the table makes of them."""

from dataclasses import dataclass, field

from anyarch.decision import table
from anyarch.decision.facts import Local, Offered, RefusedPullError, Route, UnknownFactError, UnseenError
from anyarch.decision.outcome import WHEN_NEEDED, Decision, Policy
from anyarch.oci import platforms
from anyarch.oci.platforms import Platform
from tests.pure.bare.written_lines import invocation

PREFERRED = (Platform("linux", "amd64"), Platform("linux", "arm64"))

OFFERED = "sha256:1"  # the digest of what is offered


def several(specifiers: str) -> tuple[Platform, ...]:
    return tuple(platforms.parse(specifier) for specifier in specifiers.split())


@dataclass
class Written:
    """Facts as a test writes them down; None for what cannot be known."""

    engine: str = "linux/amd64"
    has: str | None = ""
    absent: bool = True
    provable: bool = False
    digests: str = ""
    by_id: bool = False
    replaced: bool = False
    offers: str | None = None
    live: str | None = "as remembered"
    now: str | None = "as remembered"
    is_index: bool = True
    is_complete: bool = True
    refused: bool = False
    runs: str = ""
    runs_inside: str = ""
    searches: str = ""
    unprobeable: str = ""
    selects: bool = False
    packed: str = ""
    program: str = ""
    hidden: bool = False
    inspects: str = "auto"
    is_product: bool = False
    routes: str = ""
    repull: bool = True
    expected: tuple[Platform, ...] = ()
    asked: list[str] = field(default_factory=list)

    def host(self) -> Platform:
        return platforms.parse(self.engine)

    def local(self) -> Local | None:
        self.asked.append("local")
        if self.has is None:
            raise UnknownFactError("The engine did not answer.")
        digests = frozenset(self.digests.split())
        return None if self.absent else Local(several(self.has), digests, self.by_id, "", self.replaced)

    def offered(self, *, live: bool = False) -> Offered:
        self.asked.append("live" if live else "offered")
        offers = self.live if live and self.live != "as remembered" else self.offers
        if self.refused:
            raise RefusedPullError("The registry has no such image.")
        if offers is None:
            raise UnknownFactError("The registry did not answer.")
        return Offered(several(offers), OFFERED, self.is_index, self.is_complete)

    def confirm(self) -> None:
        self.asked.append("confirm")
        if self.now != "as remembered":
            self.offers = self.now

    def is_the_registrys(self) -> bool:
        self.asked.append("proof")
        return self.provable

    def starts(self, *, is_doubtful: bool) -> Platform | None:
        self.asked.append("starts")
        looks = is_doubtful or self.inspects == "always"
        if looks and self.hidden:
            raise UnseenError("It is under a mount.")
        return platforms.parse(self.program) if self.program and looks else None

    def expect(self, several: tuple[Platform, ...]) -> None:
        self.expected = several

    def executes(self, platform: Platform) -> bool:
        self.asked.append(f"executes {platform}")
        if platform in several(self.unprobeable):
            raise UnknownFactError("The probe could not run.")
        return platform in several(self.runs)

    def selects_levels(self) -> bool:
        self.asked.append("selects levels")
        return self.selects

    def executes_inside(self, platform: Platform) -> bool:
        self.asked.append(f"executes inside {platform}")
        return platform in several(self.runs_inside)

    def searches_inside(self, platform: Platform) -> bool:
        self.asked.append(f"searches inside {platform}")
        return platform in several(self.searches)

    def emulates_privately(self, platform: Platform) -> bool:
        self.asked.append(f"pack {platform}")
        return platform in several(self.packed)

    def has_own_emulators(self, _: Platform) -> bool:
        self.asked.append("product")
        return self.is_product

    def route(self, wanted: tuple[Platform, ...]) -> Route | None:
        self.asked.append(f"route {platforms.listed(wanted)}")
        found = [each for each in wanted if each in several(self.routes)]
        return Route("far", found[0], is_named=found[0].architecture == "386") if found else None

    def may_repull(self) -> bool:
        return self.repull


def has(specifiers: str, **others: object) -> Written:
    return Written(has=specifiers, absent=False, **others)  # type: ignore[arg-type]


def pulled(specifier: str, **others: object) -> Written:
    """A single image that is still what the registry has."""
    pulled_from = {"digests": OFFERED, "provable": True, "offers": specifier, "is_index": False}
    return has(specifier, **(pulled_from | others))


def offers(specifiers: str | None, **others: object) -> Written:
    return Written(offers=specifiers, **others)  # type: ignore[arg-type]


def decide(  # noqa: PLR0913 - each is a fact of its own
    line: str,
    facts: Written,
    variable: str = "",
    rungs: tuple[str, ...] = (),
    replace: str = WHEN_NEEDED,
    *,
    routes_first: bool = False,
) -> Decision:
    typed = invocation(line, DOCKER_DEFAULT_PLATFORM=variable)
    return table.decide(typed, facts, Policy(PREFERRED, rungs, replace, routes_first))


FAILS = "is left to fail"
