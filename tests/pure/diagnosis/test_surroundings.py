"""What the conclusions ask: each question lazily, and a no where there is no answer."""

from collections.abc import Callable
from typing import cast

from anyarch.decision.facts import Offered, UnknownFactError
from anyarch.diagnosis.surroundings import Surroundings
from anyarch.oci import platforms
from anyarch.oci.platforms import Platform
from anyarch.preflight.facts import EngineFacts

HOST, ARM64 = platforms.parse("linux/amd64"), platforms.parse("linux/arm64")


class Facts:
    """Facts about an image of which the registry has these platforms; None where it does not answer."""

    def __init__(self, offered: tuple[Platform, ...] | None) -> None:
        self.platforms = offered

    def executes(self, platform: Platform) -> bool:
        raise UnknownFactError(f"{platform} cannot be tried")

    def offered(self, *, live: bool) -> Offered:
        if self.platforms is None:
            raise UnknownFactError("no answer")
        assert live
        return Offered(self.platforms, "sha256:0", is_index=True)


def surroundings(image: str, offers: dict[str, tuple[Platform, ...] | None], flags: dict[str, str]) -> Surroundings:
    make = cast(Callable[[str], EngineFacts], lambda name: Facts(offers[name]))
    return Surroundings(image, HOST, make, lambda _: "", lambda: flags)


def test_a_name_for_the_host_is_the_images_own_or_its_tags() -> None:
    assert surroundings("app", {"app": (HOST, ARM64)}, {}).native_name() == "app"
    assert surroundings("app", {"app": (ARM64,)}, {}).native_name() == ""
    assert surroundings("app@sha256:1", {"app@sha256:1": (HOST,)}, {}).native_name() == "app@sha256:1"
    assert surroundings("app:2@sha256:1", {"app:2@sha256:1": (ARM64,), "app:2": (HOST,)}, {}).native_name() == "app:2"
    assert surroundings("app:2@sha256:1", {"app:2@sha256:1": None, "app:2": None}, {}).native_name() == ""


def test_what_cannot_be_tried_is_not_known_to_be_executed() -> None:
    assert surroundings("app", {"app": ()}, {}).executes(ARM64) is None


def test_a_handler_lacks_its_flag_only_where_it_is_known() -> None:
    assert surroundings("app", {}, {"arm64": "OC"}).lacks_flag(ARM64)
    assert not surroundings("app", {}, {"arm64": "OCF"}).lacks_flag(ARM64)
    assert not surroundings("app", {}, {}).lacks_flag(ARM64)
