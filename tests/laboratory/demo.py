"""The main job, for somebody to watch: `docker run` of a foreign image fails, and with anyarch in front it works.

Everything is real and private: an engine and a registry on this machine's loopback, in folders of their own, and QEMU
behind a kernel handler that is there only while it is shown. An engine that already runs is not touched. Whatever was
made is removed at the end, also after ^C.
"""

import contextlib
import os
import shlex
import signal
import subprocess
import sys
import tempfile

from tests.laboratory import handlers
from tests.laboratory.architectures import foreign, native
from tests.laboratory.collection import collection
from tests.laboratory.debian import cache
from tests.laboratory.engine import PrivateEngine
from tests.laboratory.person import Person
from tests.laboratory.programs import busybox, busyboxes, emulator, provide
from tests.laboratory.publish import Publisher
from tests.laboratory.registry import PrivateRegistry
from tests.laboratory.unavailable import Unavailable

INTERRUPTED = 130
FAILED = 125
RUN = ("docker", "run", "--rm", "--network", "none")


class Surprise(Exception):  # noqa: N818 - what is shown is not what was to be seen
    """A shown command ended in another way than the demonstration says."""


def main() -> int:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with contextlib.ExitStack() as stack:
            show(stack)
    except KeyboardInterrupt:
        print("\nInterrupted; everything has been removed.")
        return INTERRUPTED
    except (Unavailable, Surprise) as error:
        print(f"\nThe demonstration stops here: {error}", file=sys.stderr)
        return 1
    print("\nDone; the engine, the registry, the handler and their files have been removed.")
    return 0


def show(stack: contextlib.ExitStack) -> None:
    here, other = native().name, foreign()
    tell(f"A private engine and a private registry. This machine is linux/{here}, foreign is linux/{other}.")
    provide("docker", "dockerd", "containerd", "runc", "docker-registry")
    engine = stack.enter_context(PrivateEngine())
    registry = stack.enter_context(PrivateRegistry())
    images = collection(here, other, busyboxes(cache(os.environ), here, other))
    Publisher(registry.address).publish({"both": images["multi"], "foreign": images["armonly-index"]})
    print(f"{registry.address}/both      is there for linux/{here} and linux/{other}")
    print(f"{registry.address}/foreign   is there for linux/{other} only")

    home = stack.enter_context(tempfile.TemporaryDirectory(prefix="anyarch-demo-"))
    person = Person(home, engine.host)
    run(person, *RUN, f"{registry.address}/both")

    tell("Without anyarch: the foreign image does not run.")
    run(person, *RUN, f"{registry.address}/foreign", expected=FAILED)

    tell("With anyarch, on an engine that cannot execute it: docker fails as before, and anyarch says why.")
    print("$ anyarch shim install")
    print(person.install())
    print('$ PATH="$(anyarch shim path):$PATH"')
    can = handlers.executes(busybox(other, cache(os.environ)))
    if can:
        print(f"(This machine already executes linux/{other}, so this is left out.)")
    else:
        run(person, *RUN, f"{registry.address}/foreign", expected=FAILED)

    tell("With anyarch, and QEMU in the kernel: it runs, without --platform.")
    if not can:
        stack.enter_context(handlers.turn())
        name = stack.enter_context(handlers.handler(other, emulator(other, cache(os.environ))))
        print(f"(The handler {name} is now registered; it goes with this demonstration.)")
    run(person, sys.executable, "-m", "anyarch", "plan", "--", "run", f"{registry.address}/foreign")
    run(person, *RUN, f"{registry.address}/foreign")
    run(person, *RUN, f"{registry.address}/foreign", "sh", "-c", "exit 7", expected=7)

    tell("What was native stays native, and everything else passes through.")
    run(person, *RUN, f"{registry.address}/both")
    run(person, "docker", "ps")


def run(person: Person, *words: str, expected: int = 0) -> None:
    shown = ["anyarch" if word == sys.executable else word for word in words if word not in ("-m", "anyarch")]
    print(f"\n$ {shlex.join(shown)}", flush=True)
    status = subprocess.run(
        ["/usr/bin/env", *words], check=False, cwd=os.sep, env=person.environment, stdin=subprocess.DEVNULL
    ).returncode
    if status:
        print(f"[exit status {status}]", flush=True)
    if status != expected:
        raise Surprise(f"that was expected to end with {expected}, not {status}")


def tell(sentence: str) -> None:
    print(f"\n== {sentence}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
