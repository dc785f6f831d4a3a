"""What lookups cost: requests, by the logs of the engine and the registry, and time.

A GET of a manifest is what Docker Hub counts as a pull.
"""

import os
import re
from typing import NamedTuple

from tests.bench.bench import Bench
from tests.bench.relay import Relay
from tests.bench.report import Budget, count, nothing, table
from tests.bench.timing import Command, side_by_side
from tests.laboratory.person import Person

STALE = "catalog.lifetime = 1e-6\n"  # seconds: a lookup is stale at once
PROOF = "loopback"
FIRST, SECOND, LATER = "first look", "second look", "look at a stale tag"


class Asked(NamedTuple):
    """The requests of one command, each as its method and what it is about."""

    engine: list[str]
    registry: list[str]


def measure(bench: Bench) -> list[Budget]:
    """The budgets of the first lookups of an image; and what others cost."""
    with Relay(bench.engine.socket, os.path.join(bench.folder, "relay.sock")) as relay:
        person = Person(os.path.join(bench.folder, "lookups"), relay.host)
        asked = by_request(bench, relay, person)
    _absent(bench)
    _inspection(bench)
    first, second, later = (asked[name] for name in (FIRST, SECOND, LATER))
    return [
        count(f"{FIRST}: questions to the engine about a registry", first.engine.count("GET distribution"), 1),
        count(f"{FIRST}: manifests got from the registry", first.registry.count("GET manifests"), 1),
        nothing(f"{SECOND}: such questions, or requests", _lookups(second)),
        count(f"{LATER}: HEAD requests to the registry", later.registry.count("HEAD manifests"), 1),
        nothing(f"{LATER}: other requests, or questions", _lookups(later) - later.registry.count("HEAD manifests")),
    ]


def by_request(bench: Bench, relay: Relay, person: Person) -> dict[str, Asked]:
    """What each command asks, by the name of the command."""
    image, single = (f"{bench.registry.address}/{name}" for name in ("armonly-index", "armonly-single-v8"))
    for each in (image, single):
        Person(person.environment["HOME"], bench.engine.host).real_docker("rmi", each)
    found = {}
    print("\nRequests of a command, and how many count as a pull")
    stale = _settings(person, "stale", STALE)
    for name, words, extra in (
        (FIRST, ["plan", "--", "run", image], {}),
        (SECOND, ["plan", "--", "run", image], {}),
        (LATER, ["plan", "--", "run", image], stale),
        ("first look at a single OCI image", ["plan", "--", "run", single], {}),
        ("second look at it", ["plan", "--", "run", single], {}),
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
    """How many requests are about what a registry has."""
    return asked.engine.count("GET distribution") + len(asked.registry)


def _about(path: str, bench: Bench) -> str:
    """What a request to the engine is about: the first part of its path, without a version.

    A question about a registry that is not there is for the proof that the engine is on this machine
    (`anyarch.catalog.loopback`), without which no registry on 127.0.0.1 would be asked directly.
    """
    about = re.sub(r"^/(v[0-9.]+/)?", "", path).partition("/")[0].partition("?")[0]
    return PROOF if about == "distribution" and bench.registry.address not in path else about


def _absent(bench: Bench) -> None:
    """The time of a whole pre-flight of an image that is not local: found out, revalidated, and remembered."""
    person = bench.user("absent")
    words = [f"{person.shim}/docker", "run", f"{bench.registry.address}/multi:absent"]
    environment = person.environment
    commands = [
        Command("known", words, environment),
        Command("stale, and not moved", words, environment | _settings(person, "stale", STALE)),
        Command("not known", words, environment | {"ANYARCH_CACHE_DIR": "/dev/null/cache"}),
    ]
    table("The pre-flight of an image that is not local", side_by_side(commands, 30), "known")


def _inspection(bench: Bench) -> None:
    """The time of a pre-flight of a local image whose label is foreign and whose program is not."""
    person = bench.user("inspection")
    image = f"{bench.registry.address}/mislabelled-rev"
    Person(person.environment["HOME"], bench.engine.host).real_docker("pull", "--quiet", image)
    environment = person.environment | {"ANYARCH_NOTICE": "never"}
    words = [f"{person.shim}/docker", "run", image]
    never = _settings(person, "never", 'inspection = "never"\n')
    commands = [
        Command("looked into before", words, environment),
        Command("looked into for the first time", words, environment | {"ANYARCH_CACHE_DIR": "/dev/null/cache"}),
        Command("not looked into, but probed", words, environment | never),
    ]
    table("The pre-flight of an image with a foreign label", side_by_side(commands, 10), commands[0].name)


def _settings(person: Person, name: str, text: str) -> dict[str, str]:
    """The variable for other settings."""
    path = os.path.join(person.environment["HOME"], f"{name}.toml")
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return {"ANYARCH_CONFIG": path}
