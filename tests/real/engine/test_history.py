"""How long containers ran, by a real engine's events."""

import json
import time

import pytest

from anyarch.engine import history
from tests.laboratory import asked
from tests.real.conftest import QUIETLY, Store

pytestmark = pytest.mark.engine


def test_a_container_that_has_just_ended_counts(store: Store) -> None:
    name, since = store.prepare("multi", "native"), time.time()
    store.succeed("run", *QUIETLY, name, "true")
    until = f"{time.time():.9f}"
    events = store.succeed("events", "--since", f"{since:.9f}", "--until", until, "--format", "{{json .}}")
    [ended] = [event for event in map(json.loads, events.splitlines()) if event["Action"] == "die"]
    # Asked at most a moment later, so in most cases in the same second.
    engine = asked.engine(store.person.environment["DOCKER_HOST"])
    [life] = history.recent(engine, since, ended["timeNano"] / history.NANOSECONDS + 1e-4)
    assert (life.image, since < life.started, 0 < life.seconds < time.time() - since) == (name, True, True)
