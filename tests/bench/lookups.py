"""What lookups cost: requests, by the logs of the engine and the registry.

A GET of a manifest is what Docker Hub counts as a pull.
"""

import re
from pathlib import Path
from typing import NamedTuple

from tests.bench.bench import Bench
from tests.bench.relay import Relay
from tests.bench.report import Budget, count
from tests.laboratory.person import Person


class Asked(NamedTuple):
    """The requests of one command, each as its method and what it is about."""

    engine: list[str]
    registry: list[str]

    @property
    def lookups(self) -> int:
        return self.engine.count("GET distribution") + len(self.registry)


def measure(bench: Bench) -> list[Budget]:
    home = Path(bench.folder, "lookups")
    home.mkdir()
    stale = home / "stale.toml"
    stale.write_text("catalog.lifetime = 1e-6\n", encoding="utf-8")  # seconds: a lookup is stale at once
    image = f"{bench.registry.address}/armonly-index"
    Person(str(home), bench.engine.host).real_docker("rmi", image)
    with Relay(bench.engine.socket, str(home / "relay.sock")) as relay:
        person = Person(str(home), relay.host)
        first, second = (_asked(bench, relay, person, image) for _ in range(2))
        person.environment["ANYARCH_CONFIG"] = str(stale)
        later = _asked(bench, relay, person, image)
    heads = later.registry.count("HEAD manifests")
    return [
        count("first look: questions to the engine about a registry", first.engine.count("GET distribution"), 1),
        count("first look: manifests got from the registry", first.registry.count("GET manifests"), 1),
        count("second look: such questions, or requests", second.lookups, 0),
        count("look at a stale tag: HEAD requests to the registry", heads, 1),
        count("look at a stale tag: other requests, or questions", later.lookups - heads, 0),
    ]


def _asked(bench: Bench, relay: Relay, person: Person, image: str) -> Asked:
    seen, logged = len(relay.requests), len(bench.registry.requests())
    person.anyarch("plan", "--", "run", image)
    logs = [(method, path) for method, path, _ in bench.registry.requests()[logged:] if path != "/v2/"]
    return Asked(
        [f"{method} {_about(path, bench)}" for method, path in relay.requests[seen:]],
        [f"{method} {path.split('/')[-2]}" for method, path in logs],
    )


def _about(path: str, bench: Bench) -> str:
    """What a request to the engine is about: the first part of its path, without a version.

    A question about a registry that is not there is for the proof that the engine is on this machine
    (`anyarch.catalog.loopback`), without which no registry on 127.0.0.1 would be asked directly.
    """
    about = re.sub(r"^/(v[0-9.]+/)?", "", path).partition("/")[0].partition("?")[0]
    return "loopback" if about == "distribution" and bench.registry.address not in path else about
