"""One client in its project, in each of the ways that the page compares.

Every trial begins with an engine without images, containers and build cache, and with an empty home. docker itself is
a recording one (`tests.laboratory.recording_docker`), in front of which the shim is, or is not.
"""

import os
import shlex
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.clients.report import Report, Seen
from tests.clients.table import Client
from tests.laboratory import plugins
from tests.laboratory.person import Outcome, Person
from tests.laboratory.recording_docker import RecordingDocker


@dataclass(frozen=True)
class Image:
    name: str
    platform: str
    machine: str  # what `uname -m` prints in it


@dataclass(frozen=True)
class Bench:
    host: str
    docker: str  # of the engine's version
    path: str  # the folders of the clients' programs


def report(bench: Bench, client: Client, version: str, own: Image, other: Image) -> Report:
    return Report(
        client,
        version,
        native=attempt(bench, client, own),
        native_with_shim=attempt(bench, client, own, shim=True),
        alone=attempt(bench, client, other),
        with_shim=attempt(bench, client, other, shim=True),
        prepared=attempt(bench, client, other, prepared=True),
    )


def attempt(bench: Bench, client: Client, image: Image, *, shim: bool = False, prepared: bool = False) -> Seen:
    """Run a client in its project, with an image of which nothing is local."""
    clear(bench)
    with tempfile.TemporaryDirectory(prefix="anyarch-client-") as folder:
        home, project = os.path.join(folder, "home"), os.path.join(folder, "project")
        os.mkdir(home)
        write(client, image, project)
        plugins.use(home, plugins.BUILDX, "sid")
        recorder = RecordingDocker(os.path.join(folder, "real"))
        recorder.behave(f'exec {shlex.quote(bench.docker)} "$@"')
        person = Person(home, bench.host, recorder.path)
        person.be_patient()
        if shim:
            person.install()
        else:
            person.use(os.path.dirname(recorder.path))
        person.environment["PATH"] = f"{bench.path}:{person.environment['PATH']}"
        if prepared:
            person.run([*person.command, "prepare", image.name], {"ANYARCH_DOCKER": bench.docker})
        done = person.run(["sh", "-euc", filled(client.script, image)], folder=project)
        is_fine = done.status == 0 and (image.machine in done.output.split() or not client.is_shown)
        commands = tuple(tuple(map(os.fsdecode, call.words)) for call in recorder.calls())
        return Seen(is_fine, commands, "" if is_fine else last_words(done))


def write(client: Client, image: Image, project: str) -> None:
    """Write a client's project into a folder to be made."""
    os.mkdir(project)
    for path, text in client.files.items():
        place = Path(project, path)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(filled(text, image), encoding="utf-8")


def filled(text: str, image: Image) -> str:
    """A file or a script with the image's name and platform in their places."""
    return text.replace("@IMAGE@", image.name).replace("@PLATFORM@", image.platform)


def last_words(done: Outcome) -> str:
    lines = [line for text in (done.output, done.errors) for line in text.splitlines() if line.strip()]
    return "\n".join(lines[-12:])


def clear(bench: Bench) -> None:
    def ask(*words: str) -> list[str]:
        done = subprocess.run([bench.docker, "--host", bench.host, *words], capture_output=True, text=True, check=False)
        return done.stdout.split()

    for listed, remove in ((("ps", "--all"), "rm"), (("images", "--all"), "rmi")):
        found = ask(*listed, "--quiet", "--no-trunc")
        if found:
            ask(remove, "--force", *dict.fromkeys(found))
    ask("builder", "prune", "--all", "--force")
