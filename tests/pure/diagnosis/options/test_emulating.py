"""Which way of emulating is shown, by what the engine has."""

import pytest

from anyarch.decision.facts import Offered, Product
from anyarch.diagnosis.options import emulating
from anyarch.diagnosis.options.option import Option, Situation
from anyarch.oci.platforms import Platform, parse

HOST = parse("linux/arm64")
SWITCH = Product("Some Desktop", "turn it on.")


def situation(*offered: str) -> Situation:
    found = Offered(tuple(map(parse, offered)), "sha256:0", is_index=True) if offered else None
    return Situation("app", HOST, None, found, "refused", is_refused_for_good=True)


def examined(*offered: str, executed: bool | None, itself: bool | None) -> Option:
    found = situation(*offered)
    return emulating.examine(
        found, found.foreign(lambda _: itself), lambda _: executed, lambda _: False, lambda _: None
    )


@pytest.mark.parametrize(
    ("executed", "private", "product", "state", "first"),
    [
        ({"amd64"}, set(), None, "ready", "docker run --platform linux/amd64 app"),
        ({"s390x"}, set(), None, "ready", "docker run --platform linux/s390x app"),
        (set(), {"s390x"}, None, "ready", "docker run --platform linux/s390x app"),
        (set(), set(), None, "possible", "anyarch emulators install linux/amd64"),
        (set(), set(), SWITCH, "possible", "docker run --platform linux/amd64 app"),
    ],
)
def test_the_first_way_that_the_engine_has_is_shown(
    executed: set[str], private: set[str], product: Product | None, state: str, first: str
) -> None:
    def executes(platform: Platform) -> bool:
        return platform.architecture in executed

    def emulates(platform: Platform) -> bool:
        return platform.architecture in private

    found = situation("linux/amd64", "linux/s390x")
    option = emulating.examine(found, found.known, executes, emulates, lambda _: product)
    assert (option.state, " ".join(option.commands[0])) == (state, first)
    assert (SWITCH.switch in option.sentence) == (product is SWITCH)


@pytest.mark.parametrize("offered", [(), ("linux/arm64",), ("linux/arm/v7",), ("windows/amd64",)])
def test_what_is_not_foreign_is_not_emulated(offered: tuple[str, ...]) -> None:
    option = examined(*offered, executed=True, itself=True)
    assert (option.state, option.commands) == ("none", ())


def test_a_mode_that_the_cpu_lacks_is_emulated() -> None:
    option = examined("linux/arm/v7", executed=False, itself=False)
    assert (option.state, " ".join(option.commands[0])) == ("possible", "anyarch emulators install linux/arm/v7")


def test_a_mode_that_a_handler_takes_is_emulated() -> None:
    option = examined("linux/arm/v7", executed=True, itself=False)
    assert (option.state, option.sentence) == ("ready", "The engine has an emulator for linux/arm/v7.")


def test_a_mode_that_cannot_be_tried_is_not_foreign() -> None:
    option = examined("linux/arm/v7", executed=None, itself=None)
    assert (option.state, option.commands) == ("none", ())
