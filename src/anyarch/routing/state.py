"""What is remembered of an engine elsewhere, for minutes: its platform, that it did not answer, and pulls that failed.

So an engine that is down or slow costs its time once, and not with every command. What is remembered can only keep a
command here, or save a question: before a command is routed, the engine answers about the image.
"""

import time
from typing import NamedTuple

from anyarch.bare import lifetimes, records
from anyarch.bare.endpoint import Endpoint
from anyarch.oci import platforms
from anyarch.oci.platforms import Platform
from anyarch.person.text import ago, printable


class State(NamedTuple):
    """An engine's platform, None if that is unknown; and why it did not answer minutes ago, empty if it did."""

    platform: Platform | None = None
    problem: str = ""


def recall(cache_folder: str, endpoint: Endpoint) -> State:
    """What is remembered of an engine."""
    fields = records.read(cache_folder, records.ROUTES, _key(endpoint))
    if _is_recent(fields, lifetimes.ROUTE_DOWN) and "problem" in fields:
        return State(problem=_dated(fields))
    if _is_recent(fields, lifetimes.ROUTE_PLATFORM) and "platform" in fields:
        try:
            return State(platforms.parse(fields["platform"]))
        except ValueError:
            return State()
    return State()


def keep_platform(cache_folder: str, endpoint: Endpoint, platform: Platform) -> None:
    """Remember the platform of an engine that has just answered."""
    _write(cache_folder, _key(endpoint), "platform", str(platform))


def keep_problem(cache_folder: str, endpoint: Endpoint, problem: str) -> None:
    """Remember that an engine did not answer, and why."""
    _write(cache_folder, _key(endpoint), "problem", problem)


def failure(cache_folder: str, endpoint: Endpoint, image: str) -> str:
    """Why an image could not be pulled on an engine minutes ago; empty if it could, or that was not tried."""
    fields = records.read(cache_folder, records.ROUTES, _key(endpoint, image))
    return _dated(fields) if "problem" in fields and _is_recent(fields, lifetimes.ROUTE_PULL) else ""


def keep_failure(cache_folder: str, endpoint: Endpoint, image: str, problem: str) -> None:
    """Remember why an image could not be pulled on an engine."""
    _write(cache_folder, _key(endpoint, image), "problem", problem)


def _key(endpoint: Endpoint, image: str = "") -> str:
    return " ".join(filter(None, (endpoint.context, endpoint.host, image)))


def _write(cache_folder: str, key: str, name: str, value: str) -> None:
    records.write(cache_folder, records.ROUTES, key, {name: printable(value), "seen": str(int(time.time()))})


def _dated(fields: dict[str, str]) -> str:
    """A problem, with how long ago it was found."""
    problem = fields["problem"].removesuffix(".")
    return f"{problem} ({ago(time.time() - int(fields['seen']))})." if problem else ""


def _is_recent(fields: dict[str, str], seconds: int) -> bool:
    seen = fields.get("seen", "")
    return seen.isdecimal() and 0 <= time.time() - int(seen) < seconds
