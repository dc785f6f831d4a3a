"""The readers of bytes from outside, each with what can be checked of whatever it returns.

A platform that is added to a command can be one, advice evaluates nothing but numbers, and a line for a person can be
printed.
"""

import contextlib
import os
import re
import tempfile
from collections.abc import Callable
from pathlib import Path

from anyarch.bare import advice, command_line, documents, endpoint, records
from anyarch.build import bake
from anyarch.build import command_line as build_line
from anyarch.catalog.records import read_known, read_refusal
from anyarch.compose import command_line as compose_line
from anyarch.compose import project
from anyarch.dockerfile import needs, stages
from anyarch.dockerfile.needs import Conditions
from anyarch.engine import credentials
from anyarch.oci import manifests, platforms, references
from anyarch.person import settings
from anyarch.person.text import printable
from anyarch.programs import descent, elf, entry_point, formats, leads, linkage, script, start, texts
from anyarch.programs.script import NoInterpreterError
from anyarch.programs.start import File, Start
from anyarch.registry import hosts

PLATFORM = re.compile(r"[a-z0-9_.-]{1,64}(/[a-z0-9_.-]{1,64}){1,2}")
ORDER = re.compile(r'=("\$\{[0-9]+\}"( "\$\{[0-9]+\}")*)?')


def decoded(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def check(found: platforms.Platform | None) -> None:
    assert found is None or PLATFORM.fullmatch(str(found)), found


def read_command_line(data: bytes) -> None:
    words = decoded(data).split("\0")
    found = command_line.parse(words, {})
    if isinstance(found, command_line.Invocation):
        assert [word for word in command_line.with_platform(words, found, "p/q") if word != "--platform"]
    compose_line.read(words, {})
    build_line.read(words, {})
    bake.read(words, {})


def read_advice(data: bytes) -> None:
    words = decoded(data).split("\0")
    lines = decoded(advice.text(words[:3], words[3:])).split("\n")
    assert lines[-2:] == ["end", ""]
    assert all(line[:1] in ("&", "+") or ORDER.fullmatch(line) for line in lines[:-2])


def read_reference(data: bytes) -> None:
    found = references.parse(decoded(data))
    assert str(references.parse(str(found))) == str(found)
    assert str(found).isprintable()


def read_manifest(data: bytes) -> None:
    for kind in (*manifests.ACCEPTED.split(", "), ""):
        with contextlib.suppress(ValueError):
            for entry in getattr(manifests.read(data, kind, ""), "entries", ()):
                check(entry.platform)


def read_configuration(data: bytes) -> None:
    check(manifests.platform_of(data))
    document = documents.parse(data)
    start.read(document)
    check(platforms.of_document(document))


def read_elf(data: bytes) -> None:
    try:
        check(elf.read(data, len(data)).platform)
    finally:
        for read in (linkage.read, linkage.embedded):
            with contextlib.suppress(ValueError):
                read(data)


def read_executable(data: bytes) -> None:
    if not data:
        return
    try:
        reason = str(script.read(data))
    except NoInterpreterError as error:
        reason = str(error)
    for found in (formats.recognize(data), texts.recognize(data, reason)):
        assert printable(repr(found)).isprintable()
    assert formats.damage(data, len(data)).isprintable()


def read_container(data: bytes) -> None:
    """What a container starts, where each file has the same hostile content."""

    def look(path: str) -> File:
        return File(path, is_folder=False, permissions=0o755, owner=0, size=len(data), content=data)

    begun = Start(entrypoint=("/start",), command=("word",))
    entry_point.walk(begun, look)
    descent.find(begun, look)


def read_leads(data: bytes) -> None:
    for lead in leads.read(data.decode("utf-8", "replace")):
        assert lead.line.isprintable()


def read_dockerfile(data: bytes) -> None:
    amd64 = platforms.Platform("linux", "amd64")
    for need in needs.find(stages.read(data), Conditions(amd64, amd64, {}, "")):
        check(need.platform)


def read_project(data: bytes) -> None:
    found = project.services(data)
    command, built = compose_line.read(["compose", "up"], {}), bake.read(["buildx", "bake"], {})
    assert isinstance(command, compose_line.Command)
    assert isinstance(built, bake.Bake)
    project.needs(command, found)
    bake.targets(built, documents.parse(data), {})


def in_file(read: Callable[[str], object]) -> Callable[[bytes], object]:
    """A reader of files, for bytes."""

    def from_bytes(data: bytes) -> object:
        with tempfile.TemporaryDirectory(prefix="anyarch-fuzz-") as folder:
            Path(folder, "file").write_bytes(data)
            return read(folder)

    return from_bytes


def read_settings(folder: str) -> None:
    found, problems = settings.load({"ANYARCH_CONFIG": f"{folder}/file"})
    assert isinstance(found, settings.Settings)
    assert all(printable(problem.sentence).isprintable() for problem in problems)


def read_docker_settings(folder: str) -> None:
    os.replace(f"{folder}/file", f"{folder}/config.json")
    environment = {"DOCKER_CONFIG": folder}
    try:
        endpoint.resolve({}, environment)
    finally:
        source = credentials.origin(folder, "index.docker.io", environment)
        if not source.helper:
            credentials.headers(credentials.find(source, 1.0))


def read_record(folder: str) -> None:
    cache = f"{folder}/cache"
    os.makedirs(f"{cache}/kind", mode=0o700, exist_ok=True)
    os.replace(f"{folder}/file", f"{cache}/kind/key")
    fields = records.read(cache, "kind", "key")
    known, _ = read_known(fields), read_refusal(fields)
    for found in known.offered.platforms if known else ():
        check(found)


def read_engine_info(data: bytes) -> None:
    rules = hosts.read(documents.parse(data))
    rules.calls_insecure("registry.example:5000", ("10.0.0.1",))
    list(hosts.find("registry.example:5000", rules, lambda _: ("10.0.0.1",), lambda: False))
