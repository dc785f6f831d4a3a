"""`make test-clients`: programs that people drive docker with, in front of a private engine, with and without anyarch.

Each is fetched in its newest version by pip, npm or apt, and tried with an image for the engine's own platform, and
with one for another platform, which an emulator runs: see `trial`. What is expected is a table, see `table`. `--page`
rewrites docs/reference/clients.md from what was seen. It takes a few minutes, and is no part of continuous integration,
since what it fetches changes from day to day.
"""

import argparse
import contextlib
import os
import subprocess
import tempfile
from collections.abc import Iterator

from tests.clients import page
from tests.clients.images import only
from tests.clients.packages import Packages
from tests.clients.report import Report
from tests.clients.table import CLIENTS
from tests.clients.trial import Bench, Image, report
from tests.laboratory import handlers, suites
from tests.laboratory.architectures import ARCHITECTURES, native
from tests.laboratory.debian import cache
from tests.laboratory.engines import KINDS
from tests.laboratory.long_run import say, start
from tests.laboratory.programs import emulator, provide
from tests.laboratory.publish import Publisher
from tests.laboratory.registry import PrivateRegistry
from tests.laboratory.unavailable import Unavailable

FOREIGN = {"amd64": "arm64"}
OTHERS = {"amd64": ("arm",)}  # emulated as well, so that the turn with the handlers is shared with other tests


def main() -> int:
    """Try all clients that can be had; 0 if each did what is expected of it."""
    arguments = argparse.ArgumentParser(prog="python -m tests.clients", description=__doc__)
    arguments.add_argument("--page", action="store_true", help="write docs/reference/clients.md from this run")
    arguments.add_argument("--engine", default="28.5-containerd", choices=KINDS, help="the kind of engine")
    arguments.add_argument("clients", nargs="*", metavar="CLIENT", help="a part of a name; all if none is given")
    chosen = arguments.parse_args()
    try:
        with contextlib.ExitStack() as stack:
            return run(stack, chosen)
    except Unavailable as reason:
        say(str(reason))
        return 1


def run(stack: contextlib.ExitStack, chosen: argparse.Namespace) -> int:
    """Bring everything up, try the clients, and say how it went; the stack takes it down."""
    provide("docker-registry")
    kind = KINDS[chosen.engine]
    root = suites.chroot(kind.suite)
    packages = Packages(stack.enter_context(tempfile.TemporaryDirectory(prefix="anyarch-clients-")))
    for source, reason in packages.reasons.items():
        say(f"{source}: not tried: {reason}")
    engine = stack.enter_context(kind.engine(root))
    bench = Bench(engine.host, kind.client(root), packages.path())
    registry = stack.enter_context(PrivateRegistry())
    own, foreign = native().name, FOREIGN.get(native().name, "amd64")
    Publisher(registry.address).publish({f"only-{each}": only(each, cache(os.environ)) for each in (own, foreign)})
    emulated = (foreign, *OTHERS.get(own, ()))
    stack.enter_context(handlers.shared({each: emulator(each, cache(os.environ)) for each in emulated}))
    images = [
        Image(f"{registry.address}/only-{each}", f"linux/{each}", ARCHITECTURES[each].uname) for each in (own, foreign)
    ]
    reports = list(tried(bench, packages, chosen.clients, *images))
    if chosen.page:
        page.write(reports, described(bench, kind.store))
    return 0 if reports and all(each.is_fine for each in reports) and not packages.reasons else 1


def tried(bench: Bench, packages: Packages, names: list[str], own: Image, other: Image) -> Iterator[Report]:
    """Try the clients whose packages could be had, one after the other."""
    for client in CLIENTS:
        version = packages.versions.get((client.source, client.package or client.name))
        if version and (not names or any(name in str(client) for name in names)):
            found = report(bench, client, version, own, other)
            say(str(found))
            yield found


def described(bench: Bench, store: str) -> str:
    words = [bench.docker, "--host", bench.host, "version", "--format", "{{.Server.Version}}"]
    return f"Docker {subprocess.check_output(words, text=True).strip()} and its {store} image store"


if __name__ == "__main__":
    start(main, "interrupted; everything has been removed")
