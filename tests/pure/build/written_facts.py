"""Facts about builds that are written down, not asked for."""

from dataclasses import dataclass, field

from anyarch.build import table
from anyarch.build.table import Verdict
from anyarch.decision.facts import Offered, UnknownFactError
from anyarch.dockerfile import needs, stages
from anyarch.dockerfile.needs import Conditions, Need
from anyarch.oci import platforms
from anyarch.oci.platforms import Platform
from tests.pure.decision.written_facts import PREFERRED, several


@dataclass
class Written:
    """Facts as a test writes them down: by image, what is offered and what the builder has; and what it executes.

    Offered are the platforms of an index; after ``single``, the platform of a single image; after ``incomplete``, those
    of an index that does not name all. An image that is missing is not known. Once that is confirmed, there is `now`.
    """

    offers: dict[str, str]
    has: dict[str, str] = field(default_factory=dict)
    runs: str = ""
    now: dict[str, str] = field(default_factory=dict)
    unprobeable: str = ""
    is_classic: bool = False
    asked: list[str] = field(default_factory=list)

    def host(self) -> Platform:
        return platforms.parse("linux/amd64")

    def local(self, image: str) -> tuple[Platform, ...]:
        return several(self.has.get(image, ""))

    def keeps_local(self) -> bool:
        return self.is_classic

    def offered(self, image: str) -> Offered:
        self.asked.append(image)
        if image not in self.offers:
            raise UnknownFactError(f"The registry did not answer about {image}.")
        kind, *rest = (self.offers[image] or "index").split()
        if kind in ("single", "incomplete", "index"):
            return Offered(several(" ".join(rest)), "sha256:1", kind != "single", kind != "incomplete")
        return Offered(several(self.offers[image]), "sha256:1", is_index=True)

    def confirm(self, image: str) -> None:
        if image in self.now:
            self.offers[image] = self.now[image]

    def executes(self, platform: Platform) -> bool:
        if platform in several(self.unprobeable):
            raise UnknownFactError("The probe could not run.")
        return platform in several(self.runs)


def decide(dockerfile: str, facts: Written, *, is_pushed: bool = False) -> Verdict:
    read = stages.read(dockerfile.encode())

    def needed(target: Platform) -> tuple[Need, ...]:
        return needs.find(read, Conditions(target, facts.host()))

    return table.decide(needed, facts, PREFERRED, is_pushed=is_pushed)
