"""Where commands are routed to, with `--json`: `anyarch route ...`."""

from typing import TypedDict


class RoutedContext(TypedDict):
    """The context of a platform."""

    platform: str
    context: str


class Routes(TypedDict):
    """`anyarch route list`, and what `add` and `remove` leave."""

    policy: str
    prefer: str
    contexts: list[RoutedContext]


class TestedContext(TypedDict):
    """An engine elsewhere."""

    context: str
    address: str | None
    routed: list[str]
    platform: str | None
    native: list[str]
    seconds: float | None
    problem: str | None


class TestedRoutes(TypedDict):
    """`anyarch route test`, and what keeps all commands here."""

    contexts: list[TestedContext]
    kept: list[str]
