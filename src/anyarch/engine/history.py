"""How long containers ran, by what the engine still knows: its recent events, and the containers that are still there.

An engine keeps its last 256 events (moby, daemon/events/events.go), which is enough for dozens of containers. Of older
ones it only knows those that were not removed. Nothing stays in between a command and docker to measure it.
"""

import json
from datetime import datetime
from typing import NamedTuple
from urllib.parse import quote

from anyarch.bare import documents
from anyarch.engine.connection import OK, Connection
from anyarch.person.errors import RefusedError

NANOSECONDS = 1e9
_MOST_CONTAINERS = 50  # each is a request


class Life(NamedTuple):
    """A container that has ended.

    Attributes:
        image: the image's name as it was typed.
        started: when it started, in seconds since the epoch.
        seconds: how long it ran.
    """

    image: str
    started: float
    seconds: float


def recent(connection: Connection, since: float, until: float) -> list[Life]:
    """The containers that started since then and have ended, the earliest first.

    Args:
        connection: the engine.
        since: seconds since the epoch.
        until: the same, and not in the future.

    Raises:
        EngineError: it does not answer.
    """
    lives = of_events(_events(connection, since, until))
    filters = quote(json.dumps({"status": ["exited"]}))
    listed = connection.document(f"/containers/json?all=1&limit={_MOST_CONTAINERS}&filters={filters}")
    identities = [documents.text(each, "Id") for each in (listed if isinstance(listed, list) else [])]
    for identity in [each for each in identities if each and each not in lives]:
        life = of_container(connection.document_or_none(f"/containers/{identity}/json"))
        if life and life.started >= since:
            lives[identity] = life
    return sorted(lives.values(), key=lambda life: life.started)


def of_events(events: list[object]) -> dict[str, Life]:
    """The containers that have started and ended in these events, by their IDs."""
    started: dict[str, float] = {}
    lives: dict[str, Life] = {}
    for event in events:
        identity, moment = documents.text(event, "Actor", "ID"), documents.entry(event, "timeNano")
        if not identity or not isinstance(moment, int):
            continue
        action, seconds = documents.text(event, "Action"), moment / NANOSECONDS
        if action == "start":
            started[identity] = seconds
        elif action == "die" and identity in started:
            image = documents.text(event, "Actor", "Attributes", "image")
            lives[identity] = Life(image, started[identity], seconds - started[identity])
    return lives


def of_container(document: object) -> Life | None:
    """The last life of a container, by its state; None if it has not ended."""
    try:
        started, finished = (
            datetime.fromisoformat(documents.text(document, "State", name)).timestamp()
            for name in ("StartedAt", "FinishedAt")
        )
    except (ValueError, OverflowError):
        return None
    image = documents.text(document, "Config", "Image")
    return Life(image, started, finished - started) if finished >= started > 0 else None


def _events(connection: Connection, since: float, until: float) -> list[object]:
    filters = quote(json.dumps({"type": ["container"], "event": ["start", "die"]}))
    answer = connection.get(f"/events?since={since:.9f}&until={until:.9f}&filters={filters}")
    if answer.status != OK:
        raise RefusedError(f"The engine does not show its events: status {answer.status}.", answer.status)
    found = []
    for line in answer.body.splitlines():
        try:
            found.append(documents.parse(line))
        except ValueError:
            continue
    return found
