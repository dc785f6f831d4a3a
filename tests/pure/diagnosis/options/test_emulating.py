"""Which way of emulating is shown, by what the engine has."""

import pytest

from anyarch.decision.facts import Offered, Product
from anyarch.diagnosis.options import emulating
from anyarch.diagnosis.options.option import Situation
from anyarch.oci.platforms import parse

HOST = parse("linux/arm64")
SWITCH = Product("Some Desktop", "turn it on.")


def situation(*offered: str) -> Situation:
    found = Offered(tuple(map(parse, offered)), "sha256:0", is_index=True) if offered else None
    return Situation("app", HOST, None, found, "refused", is_refused_for_good=True)


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
    found = situation("linux/amd64", "linux/s390x")
    option = emulating.examine(
        found,
        found.known,
        lambda platform: platform.architecture in executed,
        lambda platform: platform.architecture in private,
        lambda _: product,
    )
    assert (option.state, " ".join(option.commands[0])) == (state, first)
    assert (SWITCH.switch in option.sentence) == (product is SWITCH)


NOT_FOREIGN = "The image is not available for a foreign platform that could be emulated."


@pytest.mark.parametrize(
    ("offered", "executed", "is_native", "state", "sentence"),
    [
        ([], True, True, "none", "There is no image that could be emulated."),
        (["linux/arm64"], True, True, "none", NOT_FOREIGN),
        (["windows/amd64"], True, True, "none", NOT_FOREIGN),
        # a mode of the CPU, that it has, that a handler takes, that it lacks, and that cannot be tried
        (["linux/arm/v7"], True, True, "none", NOT_FOREIGN),
        (["linux/arm/v7"], True, False, "ready", "The engine has an emulator for linux/arm/v7."),
        (["linux/arm/v7"], False, False, "possible", "The engine has no emulator for linux/arm/v7. To install one:"),
        (["linux/arm/v7"], None, None, "none", NOT_FOREIGN),
    ],
)
def test_only_what_is_foreign_or_a_mode_that_the_cpu_does_not_execute_itself_is_emulated(
    offered: list[str], *, executed: bool | None, is_native: bool | None, state: str, sentence: str
) -> None:
    found = situation(*offered)
    option = emulating.examine(
        found, found.foreign(lambda _: is_native), lambda _: executed, lambda _: False, lambda _: None
    )
    assert (option.state, option.sentence) == (state, sentence)
    assert bool(option.commands) == (state != "none")
