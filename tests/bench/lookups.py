"""What lookups cost: requests, by the logs of the engine and the registry.

A GET of a manifest is what Docker Hub counts as a pull.
"""

import os
import re
from pathlib import Path
from typing import NamedTuple

from tests.bench.bench import Bench
from tests.bench.relay import Relay
from tests.bench.report import Budget, count
from tests.laboratory.person import Person

STALE = "stale.toml"
FIRST, SECOND, LATER = "first look", "second look", "look at a stale tag"


class Asked(NamedTuple):
    """The requests of one command, each as its method and what it is about."""

    engine: list[str]
    registry: list[str]


def measure(bench: Bench) -> list[Budget]:
    home = Path(bench.folder, "lookups")
    home.mkdir()
    (home / STALE).write_text("catalog.lifetime = 1e-6\n", encoding="utf-8")  # seconds: a lookup is stale at once
    with Relay(bench.engine.socket, os.path.join(bench.folder, "relay.sock")) as relay:
        asked = by_request(bench, relay, Person(str(home), relay.host))
    first, second, later = (asked[name] for name in (FIRST, SECOND, LATER))
    return [
        count(f"{FIRST}: questions to the engine about a registry", first.engine.count("GET distribution"), 1),
        count(f"{FIRST}: manifests got from the registry", first.registry.count("GET manifests"), 1),
        count(f"{SECOND}: such questions, or requests", _lookups(second), 0),
        count(f"{LATER}: HEAD requests to the registry", later.registry.count("HEAD manifests"), 1),
        count(f"{LATER}: other requests, or questions", _lookups(later) - later.registry.count("HEAD manifests"), 0),
    ]


def by_request(bench: Bench, relay: Relay, person: Person) -> dict[str, Asked]:
    image, single = (f"{bench.registry.address}/{name}" for name in ("armonly-index", "armonly-single-v8"))
    for each in (image, single):
        Person(person.environment["HOME"], bench.engine.host).real_docker("rmi", each)
    found = {}
    print("\nRequests of a command, and how many count as a pull")
    for name, words, extra in (
        (FIRST, ["plan", "--", "run", image], {}),
        (SECOND, ["plan", "--", "run", image], {}),
        (LATER, ["plan", "--", "run", image], {"ANYARCH_CONFIG": os.path.join(person.environment["HOME"], STALE)}),
        ("first look at a single OCI image", ["plan", "--", "run", single], {}),
        ("anyarch platforms, first", ["platforms", image], {}),
        ("anyarch platforms, second", ["platforms", image], {}),
        ("anyarch cache warm", ["cache", "warm", image], {}),
        ("anyarch cache refresh", ["cache", "refresh", image], {}),
    ):
        seen, logged = len(relay.requests), len(bench.registry.requests())
        person.run([*person.command, *words], extra)
        engine = [f"{method} {_about(path, bench)}" for method, path in relay.requests[seen:]]
        logs = [(method, path) for method, path, _ in bench.registry.requests()[logged:] if path != "/v2/"]
        registry = [f"{method} {path.split('/')[-2]}" for method, path in logs]
        found[name] = Asked(engine, registry)
        pulls = registry.count("GET manifests")
        print(f"  {name:34}{pulls}   registry: {', '.join(registry) or 'none'}", flush=True)
        print(f"  {'':34}    engine: {', '.join(engine) or 'none'}", flush=True)
    return found


def _lookups(asked: Asked) -> int:
    return asked.engine.count("GET distribution") + len(asked.registry)


def _about(path: str, bench: Bench) -> str:
    """What a request to the engine is about: the first part of its path, without a version.

    A question about a registry that is not there is for the proof that the engine is on this machine
    (`anyarch.catalog.loopback`), without which no registry on 127.0.0.1 would be asked directly.
    """
    about = re.sub(r"^/(v[0-9.]+/)?", "", path).partition("/")[0].partition("?")[0]
    return "loopback" if about == "distribution" and bench.registry.address not in path else about
