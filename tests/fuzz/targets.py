"""What reads bytes from outside, each with what it may raise, and specimens of what it is made for.

A target is called with any bytes. It may return, or raise what its docstring promises; anything else is a finding, and
so is a call that takes longer than `SECONDS`, more memory than `MEMORY`, or is nested deeper than `DEPTH`. What it
returns is checked where there is a promise: a platform that is added to a command can be one, advice evaluates nothing
but numbers, and a line for a person can be printed.
"""

import os
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from anyarch.bare import advice, command_line, documents, endpoint, records, ssh_url
from anyarch.bare.errors import AnyarchError, UnknownEngineError
from anyarch.build import bake
from anyarch.build import command_line as build_line
from anyarch.catalog import parcel
from anyarch.catalog.records import read_known, read_refusal
from anyarch.compose import command_line as compose_line
from anyarch.compose import project
from anyarch.dockerfile import needs, stages
from anyarch.dockerfile.errors import UnreadableError
from anyarch.dockerfile.needs import Conditions
from anyarch.emulators import machine_code
from anyarch.emulators.handlers import table
from anyarch.engine import credentials
from anyarch.oci import manifests, platforms, references
from anyarch.person import settings
from anyarch.person.text import printable
from anyarch.programs import descent, elf, entry_point, formats, leads, linkage, script, start, texts
from anyarch.programs.elf import BrokenProgramError
from anyarch.programs.script import NoInterpreterError
from anyarch.programs.start import File, Start
from anyarch.registry import authentication, hosts

SECONDS = 5.0  # of CPU time for one input, which has at most `LARGEST` bytes; on a machine that does nothing else, 1
LARGEST = 1 << 16
MEMORY = 32 << 20  # bytes at most, at any moment
DEPTH = 400  # calls inside each other; Python's own limit is 1000, of which the caller has used some
_A_PLATFORM = re.compile(r"[a-z0-9_.-]{1,64}(/[a-z0-9_.-]{1,64}){1,2}")
_ORDER = re.compile(r'="\$\{[0-9]+\}"( "\$\{[0-9]+\}")*')
_NUL = "\0"
_TYPED = 3  # words of a command that advice is about


class Target(NamedTuple):
    """What reads something.

    Attributes:
        read: the reader.
        errors: what it may raise.
        specimens: what it is made for; others are made from these.
        tokens: what has a meaning in them, to be repeated and put together.
    """

    read: Callable[[bytes], object]
    errors: tuple[type[Exception], ...]
    specimens: tuple[bytes, ...]
    tokens: tuple[bytes, ...] = ()


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _words(data: bytes) -> list[str]:
    return _text(data).split(_NUL)


def _platform(found: platforms.Platform | None) -> None:
    assert found is None or _A_PLATFORM.fullmatch(str(found)), found


def _command_line(data: bytes) -> None:
    words = _words(data)
    found = command_line.parse(words, {})
    if isinstance(found, command_line.Invocation):
        assert [word for word in command_line.with_platform(words, found, "p/q") if word != "--platform"]
    compose_line.read(words, {})
    build_line.read(words, {})
    bake.read(words, {})


def _advice(data: bytes) -> None:
    words = _words(data)
    lines = advice.text(words[:_TYPED], words[_TYPED:]).decode("utf-8", "surrogateescape").split("\n")
    order = [line for line in lines if line.startswith("=")]
    assert lines[-2:] == ["end", ""]
    assert all(line[:1] in ("&", "+", "=") for line in lines[:-2])
    assert all(_ORDER.fullmatch(line) or line == "=" for line in order)


def _reference(data: bytes) -> None:
    found = references.parse(_text(data))
    assert str(references.parse(str(found))) == str(found)
    assert str(found).isprintable()


def _manifest(data: bytes) -> None:
    for kind in (*manifests.ACCEPTED.split(", "), ""):
        try:
            found = manifests.read(data, kind, "")
        except ValueError:
            continue
        for entry in getattr(found, "entries", ()):
            _platform(entry.platform)


def _configuration(data: bytes) -> None:
    _platform(manifests.platform_of(data))
    document = documents.parse(data)
    start.read(document)
    _platform(platforms.of_document(document))


def _elf(data: bytes) -> None:
    try:
        _platform(elf.read(data, len(data)).platform)
    finally:
        for read in (linkage.read, linkage.embedded):
            try:
                read(data)
            except ValueError:
                continue


def _executable(data: bytes) -> None:
    if not data:
        return
    try:
        reason = str(script.read(data))
    except NoInterpreterError as error:
        reason = str(error)
    for found in (formats.recognize(data), texts.recognize(data, reason)):
        assert found is None or printable(repr(found)).isprintable()
    assert formats.damage(data, len(data)).isprintable()


def _container(data: bytes) -> None:
    """What a container starts, where each file has the same hostile content."""

    def look(path: str) -> File:
        return File(path, is_folder=False, permissions=0o755, owner=0, size=len(data), content=data)

    begun = Start(entrypoint=("/start",), command=("word",))
    entry_point.walk(begun, look)
    descent.find(begun, look)


def _leads(data: bytes) -> None:
    for lead in leads.read(data.decode("utf-8", "replace")):
        assert lead.line.isprintable()


def _dockerfile(data: bytes) -> None:
    amd64 = platforms.Platform("linux", "amd64")
    for need in needs.find(stages.read(data), Conditions(amd64, amd64, {}, "")):
        _platform(need.platform)


def _project(data: bytes) -> None:
    found = project.services(data)
    command = compose_line.read(["compose", "up"], {})
    assert isinstance(command, compose_line.Command)
    project.needs(command, found)
    built = bake.read(["buildx", "bake"], {})
    if isinstance(built, bake.Bake):
        bake.targets(built, documents.parse(data), {})


def _in_file(read: Callable[[str], object]) -> Callable[[bytes], object]:
    """A reader of files, for bytes: they are in a file of this process."""
    folder = tempfile.TemporaryDirectory(prefix="anyarch-fuzz-")

    def from_bytes(data: bytes) -> object:
        (Path(folder.name) / "file").write_bytes(data)
        return read(folder.name)

    return from_bytes


def _settings(folder: str) -> None:
    found, problems = settings.load({"ANYARCH_CONFIG": f"{folder}/file"})
    assert isinstance(found, settings.Settings)
    assert all(printable(problem.sentence).isprintable() for problem in problems)


def _docker_settings(folder: str) -> None:
    os.replace(f"{folder}/file", f"{folder}/config.json")
    environment = {"DOCKER_CONFIG": folder}
    try:
        endpoint.resolve({}, environment)
    finally:
        source = credentials.origin(folder, "index.docker.io", environment)
        if not source.helper:
            credentials.headers(credentials.find(source, 1.0))


def _record(folder: str) -> None:
    cache = f"{folder}/cache"
    os.makedirs(f"{cache}/kind", mode=0o700, exist_ok=True)
    os.replace(f"{folder}/file", f"{cache}/kind/key")
    fields = records.read(cache, "kind", "key")
    known, _ = read_known(fields), read_refusal(fields)
    for found in known.offered.platforms if known else ():
        _platform(found)


def _engine_info(data: bytes) -> None:
    rules = hosts.read(documents.parse(data))
    rules.calls_insecure("registry.example:5000", ("10.0.0.1",))
    list(hosts.find("registry.example:5000", rules, lambda _: ("10.0.0.1",), lambda: False))


_JSON = (b"{", b"[", b'"', b":", b",", b"}", b"]", b"null", b"1e999", b"-", b"\\u0000", b"\\ud800", b'{"a":')
_SHELL = (
    b"(", b"$(", b"${", b"`", b"'", b'"', b"\\", b"<<E\n", b"E\n", b"if ", b"then ", b"fi\n", b"case x in ", b"esac\n",
    b"exec ", b"x=1 ", b"$x", b"f() { ", b"}\n", b"&&", b"|", b";", b"[[ ", b"]]", b"((", b"for i in a; do ", b"done\n",
    b"#!/bin/sh\n", b". /start\n", b'"$@"', b"eval ", b"set -- a\n", b"\n", b"\r\n", b"\0", b"~", b"{a,b}", b"*",
)  # fmt: skip
_INDEX = (
    b'{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[{"digest":"sha256:'
    + b"0" * 64
    + b'","mediaType":"application/vnd.oci.image.manifest.v1+json","size":1,"platform":{"os":"linux",'
    b'"architecture":"arm64","variant":"v8"}}]}'
)
_MANIFEST = (
    b'{"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.v2+json","config":{"digest":"sha256:'
    + b"0" * 64
    + b'"},"layers":[{"size":5}]}'
)

TARGETS = {
    "command line": Target(
        _command_line, (),
        (b"run\0--rm\0-it\0-e\0A=1\0image\0sh", b"--context\0x\0container\0create\0image", b"compose\0-f\0a\0up\0-d",
         b"buildx\0build\0--platform\0linux/arm64\0-t\0a\0.", b"buildx\0bake\0-f\0a", b"pull\0--all-tags\0image"),
        (b"run\0", b"--", b"-", b"=", b"\0", b"-it", b"--pull=always", b"--platform", b"--help", b"image", b"-H"),
    ),
    "reference": Target(
        _reference, (ValueError,),
        (b"image", b"registry.example:5000/a/b:tag@sha256:" + b"0" * 64, b"[::1]:5000/a", b"localhost/a:b"),
        (b":", b"/", b"@", b"sha256:", b"a" * 127, b".", b"__", b"-", b"\xc3\xa9", b"[", b"]", b"A"),
    ),
    "platform": Target(
        lambda data: _platform(platforms.parse(_text(data))), (ValueError,),
        (b"linux/arm/v7", b"amd64", b"linux/amd64/v3", b"x86_64", b"windows(10.0.1)/amd64"),
        (b"/", b"linux", b"arm", b"v8", b"\0", b"\x1b[31m", b"(", b"*"),
    ),
    "manifest": Target(_manifest, (ValueError,), (_INDEX, _MANIFEST), _JSON),
    "image configuration": Target(
        _configuration, (ValueError,),
        ((b'{"architecture":"arm","variant":"v7","os":"linux","Entrypoint":["/a"],"Cmd":["b"],"Env":["PATH=/bin"],'
         b'"Healthcheck":{"Test":["NONE"]}}'),),
        _JSON,
    ),
    "ELF": Target(
        _elf, (BrokenProgramError,),
        (machine_code.probe("amd64"), machine_code.probe("arm"), machine_code.probe("s390x")),
        (b"\x7fELF", b"\xff\xff\xff\xff", b"\0\0\0\0", b"\1\0\0\0", b"GNU\0", b"/lib/ld.so\0"),
    ),
    "file": Target(
        _executable, (),
        (b"#!/bin/sh -e\n", b"\x1f\x8b\x08\0", b"BZh9", b"\xfd7zXZ\0", b"PK\3\4", b"MZ", b"\xca\xfe\xba\xbe\0\0\0\2",
         b"<?xml version", b'{"a": 1}', b"-----BEGIN A-----", b"\xff\xfea\0", b"!<arch>\n"),
        (b"#!", b"\0", b"../", b"\xff\xfe", b"<", b"not found", b"access denied", b"A" * 64, b"\r\n", b" "),
    ),
    "script": Target(
        _container, (),
        (b'#!/bin/sh\nset -e\nif [ "$1" = a ]; then exec /b "$@"; fi\n. /c\nexec gosu x "$@"\n',
         b"#!/usr/bin/env -S python3 -u\nprint()\n", b"cat <<E\n$(a)\nE\n", b"case $1 in a) b;; esac\n"),
        _SHELL,
    ),
    "lead": Target(
        _leads, (),
        (b"exec /a: exec format error\n", b"/start.sh: line 3: /b: cannot execute binary file: Exec format error\n",
         b"qemu-arm: Could not open '/lib/ld-linux.so.3': No such file or directory\n",
         b"Error: cannot open shared object file: wrong ELF class: ELFCLASS64\n"),
        (b"exec format error", b": ", b"'", b"line 1: ", b"/a", b" ", b"\x1b[31m", b"\n", b"Error", b"not found",
         b"at ", b"(", b"OSError: [Errno 8]", b"./", b"\xe2\x80\xae"),
    ),
    "Dockerfile": Target(
        _dockerfile, (UnreadableError,),
        ((b"# syntax=docker/dockerfile:1\nARG V=1\nFROM --platform=$BUILDPLATFORM a:${V:-2} AS b\nRUN <<E\nx\nE\n"
         b"FROM b\nCOPY --from=c /x /y\nONBUILD RUN --mount=from=d,target=/e f\n"),),
        (b"FROM ", b"ARG A=", b"$A", b"${A:-", b"}", b"\\\n", b" AS ", b"<<E\n", b"E\n", b"COPY --from=", b"ONBUILD ",
         b"RUN --mount=from=", b"\n", b"# escape=`\n", b'"', b"'", b"{", b"0", b"a"),
    ),
    "compose answer": Target(
        _project, (ValueError,),
        ((b'{"services":{"a":{"image":"b","platform":"linux/arm64","pull_policy":"always","build":null}},'
         b'"target":{"default":{"context":".","dockerfile":"D","args":{"A":"b"},"output":["type=image"]}}}'),),
        _JSON,
    ),
    "settings": Target(
        _in_file(_settings), (),
        (b'notice = "never"\n[emulation]\npolicy = "install"\nprefer = ["linux/arm64"]\n[lookup]\ntimeout = 1.5\n',),
        (b"[a.", b"]", b"= {", b"[[", b'"""', b"'", b"\\u0000", b"a.", b"= 1e999\n", b"a=[",
         b"[", b"{a=", b"#", b"\n", b"true", b"a=1"),
    ),
    "docker settings": Target(
        _in_file(_docker_settings), (ValueError, OSError, AnyarchError),
        ((b'{"currentContext":"default","auths":{"https://index.docker.io/v1/":{"auth":"YTpi"}},'
         b'"HttpHeaders":{"A":"b"},"proxies":{}}'),),
        (*_JSON, b"YTpi", b'"auths"', b'"AUTHS"', b'"auth"', b"=", b"https://index.docker.io/v1/"),
    ),
    "advice": Target(
        _advice, (ValueError,),
        (b"run\0a\0b\0run\0--platform\0linux/arm64\0a\0b", b"a\0b\0c\0d\ne\0$(x)\0`y`"),
        (b"\0", b"\n", b"end", b"=", b"+", b"&", b'"${1}"', b"$(", b"\xff", b"wait 99\n"),
    ),
    "record": Target(
        _in_file(_record), (),
        (b"digest\tsha256:" +
        b"0" * 64 + b"\nindex\tyes\ncomplete\tyes\nplatforms\tlinux/arm64\nseen\t1700000000\nend\n",
         b"status\t404\nreason\tx\nseen\t1\nend\n"),
        (b"\t", b"\n", b"end\n", b"seen\t", b"platforms\t", b"-1", b"9" * 30, b"\xd9\xa3", b"nan"),
    ),
    "exported catalog": Target(
        parcel.unpacked, (ValueError,),
        (b'{"format":"anyarch-catalog","version":1,"images":[{"name":"docker.io/library/a:latest","digest":"sha256:'
         + b"0" * 64 + b'","index":true,"complete":true,"platforms":["linux/arm64"],"seen":1700000000}]}',),
        _JSON,
    ),
    "engine's URL": Target(
        lambda data: ssh_url.parse(_text(data)), (UnknownEngineError,),
        (b"ssh://me@host:22/run/docker.sock", b"ssh://[::1%25lo]:22"),
        (b"ssh://", b"@", b":", b"[", b"]", b"%", b"%41", b"/", b"?", b"#", b"\xc3\xa9", b"9" * 20),
    ),
    "engine's description": Target(
        _engine_info, (ValueError,),
        ((b'{"RegistryConfig":{"IndexConfigs":{"a:5000":{"Secure":false}},"InsecureRegistryCIDRs":["10.0.0.0/8"],'
         b'"Mirrors":["https://mirror.example/"]},"HttpProxy":"http://p:1"}'),),
        (*_JSON, b"/33", b"::/0", b"http://[", b"https://"),
    ),
    "challenge": Target(
        lambda data: authentication._read(_text(data)), (),  # noqa: SLF001 - it has no other way in without a registry
        (b'Bearer realm="https://auth.example/token",service="r",scope="repository:a:pull"', b"Basic realm=x"),
        (b'"', b",", b"=", b"\\", b"Bearer ", b"realm", b"\0"),
    ),
    "kernel's handler": Target(
        lambda data: table.parse("qemu-arm", _text(data)).recognizes(data), (),
        (b"enabled\ninterpreter /usr/bin/qemu-arm\nflags: OCF\noffset 0\nmagic 7f454c46\nmask ffffffff\n",),
        (b"magic ", b"mask ", b"\n", b"ff", b"f", b"offset ", b"interpreter ", b"flags: "),
    ),
}  # fmt: skip
