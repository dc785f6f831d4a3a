"""Images that do not run as they are meant to, each under the name of what is wrong with it.

Where a sound program is wanted, it prints `GREETING`. Programs of the architecture that is the engine's own are called
native, those of one that it does not run foreign, and narrow those of its mode with 32 bits.
"""

import base64
import fnmatch
import gzip
import os
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.laboratory.collection import APPLETS
from tests.laboratory.images import DOCKER, Image, Platform, image, layer

GREETING = "hello from inside"
SCRIPT = f"#!/bin/sh\necho {GREETING}\n".encode()
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_COMMAND = SCRIPT.partition(b"\n")[2]
_WINDOWS_SCRIPT = SCRIPT.replace(b"\n", b"\r\n")
_POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:%b\nsize 12345\n" % (b"0" * 64)
_PLAIN, _EXECUTABLE, _SETUID, _UNREADABLE = 0o644, 0o755, 0o4755, 0o711
# What Python prints if it cannot start a program, and the rest of a long trace.
_ERROR = b"#!/bin/sh\necho \"OSError: [Errno 8] Exec format error: '/opt/driver'\"\n"
_TRACE = _ERROR + b"echo '  at a'\n" * 25 + b"exit 1\n"
_ISA_NEEDED = 0xC0008002  # GNU_PROPERTY_X86_ISA_1_NEEDED
_LEVEL_BEYOND_ALL = 0x11  # the baseline, and a level that no CPU has


@dataclass(frozen=True)
class Programs:
    """The programs to build from: three busyboxes, two that need glibc, and the files of two C libraries.

    The illegal ones, a foreign and a native one, use an instruction that no CPU has.
    """

    native: bytes
    foreign: bytes
    narrow: bytes
    greeting: bytes
    foreign_greeting: bytes
    illegal: bytes
    native_illegal: bytes
    glibc: Mapping[str, bytes]
    musl: Mapping[str, bytes]


@dataclass(frozen=True)
class Recipe:
    """An image on top of a native busybox: more files, executable or with other permissions; and what is started."""

    files: Mapping[str, bytes | tuple[bytes, int]]
    command: Sequence[str] = ("/start",)
    settings: Mapping[str, Any] | None = None
    label: str = "native"
    busybox: str = "native"
    has_shell: bool = True


def faulty_images(native: str, foreign: str, programs: Programs) -> dict[str, Image]:
    """Build them all, by name; the label of each is the native one, but where that is what is wrong."""
    return {name: built(recipe, native, foreign, programs) for name, recipe in recipes(programs).items()}


def built(recipe: Recipe, native: str, foreign: str, programs: Programs) -> Image:
    labels = {"native": Platform(native), "foreign": Platform(foreign), "none": Platform(None)}
    boxes = {"native": programs.native, "foreign": programs.foreign, "narrow": programs.narrow}
    files = {path: each if isinstance(each, tuple) else (each, _EXECUTABLE) for path, each in recipe.files.items()}
    links = {f"bin/{applet}": "busybox" for applet in APPLETS} if recipe.has_shell else {}
    if recipe.has_shell:
        files = {"bin/busybox": (boxes[recipe.busybox], _EXECUTABLE), **files}
    return image(labels[recipe.label], [layer(files, links, DOCKER)], recipe.command, DOCKER, recipe.settings)


def recipes(programs: Programs) -> dict[str, Recipe]:
    greet = ("/bin/echo", GREETING)
    strict = requiring_level(programs.greeting, _LEVEL_BEYOND_ALL)
    scripts = {f"start{number}": f"#!/start{number + 1}\n".encode() for number in range(16)}
    return {
        "sound": Recipe({"start": SCRIPT}),
        "shell-text": Recipe({"opt/app": programs.foreign}, ("/bin/sh", "-c", "cd /opt && $APP --x")),
        "behind-a-text": Recipe({"opt/app": programs.foreign}, ("/bin/sh", "-c", "cd /opt && ./app --port $PORT")),
        "behind-a-relative-path": Recipe(
            {"app/server": programs.foreign, "start": b"#!/bin/sh\nset -e\n./server\n"}, settings={"WorkingDir": "/app"}
        ),
        "in-a-branch": Recipe(
            {
                "opt/app": programs.foreign,
                "start": b'#!/bin/sh\nif [ -n "$1" ]; then /opt/app; fi\necho hello from inside\n',
            }
        ),
        "foreign": Recipe({}, greet, label="foreign", busybox="foreign"),
        "narrow": Recipe({}, greet, busybox="narrow"),
        "wrong-label": Recipe({}, greet, busybox="foreign"),
        "wrong-label-native": Recipe({}, greet, label="foreign"),
        "no-label": Recipe({}, greet, label="none"),
        "no-first-line": Recipe({"start": b"echo hello from inside\n"}),
        "byte-order-mark": Recipe({"start": BYTE_ORDER_MARK + SCRIPT}),
        "carriage-return": Recipe({"start": _WINDOWS_SCRIPT}),
        "byte-order-mark-and-windows-lines": Recipe({"start": BYTE_ORDER_MARK + _WINDOWS_SCRIPT}),
        "byte-order-mark-without-first-line": Recipe({"start": (BYTE_ORDER_MARK + _COMMAND, _PLAIN)}),
        "no-first-line-and-windows-lines": Recipe({"start": _COMMAND.replace(b"\n", b"\r\n")}),
        "utf-16": Recipe({"start": _WINDOWS_SCRIPT.decode().encode("utf-16-le")}),
        "utf-16-with-mark": Recipe({"start": _WINDOWS_SCRIPT.decode().encode("utf-16")}),
        "carriage-return-behind-env": Recipe({"start": _WINDOWS_SCRIPT.replace(b"/sh", b"/env sh")}),
        "carriage-return-in-an-argument": Recipe({"start": (_WINDOWS_SCRIPT.replace(b"sh\r", b"sh -e\r"), _PLAIN)}),
        "carriage-return-behind-busybox": Recipe({"start": _WINDOWS_SCRIPT.replace(b"/sh", b"/busybox sh")}),
        "carriage-return-in-a-given-script": Recipe(
            {"start": (b"set -e\r\n" + _COMMAND, _PLAIN)}, ("sh", "-u", "/start")
        ),
        "given-script": Recipe({"start": (_COMMAND, _PLAIN)}, ("sh", "start")),
        "carriage-return-alone": Recipe({"start": SCRIPT.replace(b"\n", b"\r")}),
        "compressed-file": Recipe({"start": gzip.compress(programs.greeting), **programs.glibc}),
        "base64-text": Recipe({"start": base64.encodebytes(SCRIPT * 2)}),
        "git-lfs-pointer": Recipe({"start": _POINTER}),
        "error-page": Recipe({"start": b"Not Found"}),
        "macos-program": Recipe({"start": bytes.fromhex("cffaedfe0c000001") + bytes(60)}),
        "windows-program": Recipe({"start": b"MZ\x90\0" + bytes(60)}),
        "webassembly": Recipe({"start": b"\0asm\1\0\0\0"}),
        "interpreter-missing": Recipe({"start": SCRIPT.replace(b"/bin/sh", b"/bin/bash")}),
        "no-shell": Recipe({"start": SCRIPT}, has_shell=False),
        "no-shell-and-no-first-line": Recipe({"start": _COMMAND}, has_shell=False),
        "interpreter-foreign": Recipe({"start": SCRIPT.replace(b"/bin/sh", b"/bin/ash"), "bin/ash": programs.foreign}),
        "interpreters-without-end": Recipe(scripts, ("/start0",)),
        "program-missing": Recipe({}, ("nowhere",)),
        "empty-file": Recipe({"start": b""}),
        "broken-file": Recipe({"start": programs.native[: len(programs.native) // 2]}),
        "folder": Recipe({"start/here": SCRIPT}),
        "not-executable": Recipe({"start": (SCRIPT, _PLAIN)}),
        "loader-missing": Recipe({"start": programs.greeting, **programs.musl}),
        "with-loader": Recipe({"start": programs.greeting, **programs.glibc}),
        "low-cpu-level": Recipe({"start": strict, **programs.glibc}),
        "behind-a-shell": Recipe({"opt/busybox": programs.foreign}, ("/bin/sh", "-c", "exec /opt/busybox true")),
        "behind-an-entry-point": Recipe(
            {"opt/busybox": programs.foreign, "entry": b'#!/bin/sh\nexec "$@"\n'},
            ("/opt/busybox", "true"),
            settings={"Entrypoint": ["/entry"]},
        ),
        "behind-a-script": Recipe({"opt/tool": programs.foreign, "start": b"#!/bin/sh\n/opt/tool\nexit 9\n"}),
        "behind-a-folder": Recipe(
            {"app/server": programs.foreign}, ("/bin/sh", "-c", "cd /app && ./server $UNSET; exit 9")
        ),
        "behind-a-word": Recipe(
            {"app/tool": programs.foreign, "start": b"#!/bin/sh\nexec tool\n"},
            settings={"WorkingDir": "/app", "Env": ["PATH=/bin:/app"]},
        ),
        "named-by-an-application": Recipe({"opt/driver": programs.foreign, "start": _TRACE}),
        "dynamic-child": Recipe(
            {"opt/hello": programs.greeting, "start": b'#!/bin/sh\n"/opt/$(echo hello)"; exit 9\n'}
        ),
        "illegal-child": Recipe(
            {"opt/program": programs.native_illegal, "start": b"#!/bin/sh\n/opt/program; exit $?\n"}
        ),
        "write-denied": Recipe(
            {"start": b"#!/bin/sh\n>/config || /bin/busybox mkdir /data/db\nexit 1\n", "config": (b"x=1\n", _PLAIN)},
            settings={"User": "1000"},
        ),
        "foreign-and-dynamic": Recipe({"start": programs.foreign_greeting}),
        "foreign-and-dynamic-child": Recipe(
            {"opt/hello": programs.foreign_greeting, "start": b'#!/bin/sh\n"/opt/$(echo hello)"; exit 255\n'}
        ),
        "crashing": Recipe({"start": b"#!/bin/sh\nkill -SEGV $$\n"}, label="foreign", busybox="foreign"),
        "appimage": Recipe(
            {"opt/busybox": marked(programs.foreign)}, ("/opt/busybox", "echo", GREETING), label="foreign"
        ),
        "setuid": Recipe(
            {"opt/busybox": (programs.foreign, _SETUID)},
            ("/opt/busybox", "id", "-u"),
            settings={"User": "1000"},
            label="foreign",
        ),
        "unreadable": Recipe(
            {"opt/busybox": (programs.foreign, _UNREADABLE)},
            ("/opt/busybox", "echo", GREETING),
            settings={"User": "1000"},
            label="foreign",
        ),
        "illegal": Recipe({"start": programs.illegal}, label="foreign"),
        "debian": Recipe(programs.glibc, greet),
    }


def marked(program: bytes) -> bytes:
    """Return an ELF program with the mark of an AppImage in its header."""
    return program[:8] + b"AI\x02" + program[11:]


def requiring_level(program: bytes, levels: int) -> bytes:
    """Return a program for amd64 that says it needs these levels of the CPU (bit 0: the baseline, bit 1: v2, ...).

    It must say already that it needs the baseline, as Debian's do: "x86 ISA needed" of the x86-64 psABI.
    """
    said = struct.pack("<III", _ISA_NEEDED, 4, 1)
    if program.count(said) != 1:
        raise ValueError("the program does not say which level it needs")
    return program.replace(said, struct.pack("<III", _ISA_NEEDED, 4, levels))


def below(folder: str, *names: str) -> dict[str, bytes]:
    """Return the files below a folder with these names, "*" for any letters, by their paths in it; links are followed.

    A link to an absolute path leads to the same place in the folder. What Debian has in /usr since 13 is where links
    lead to it from.
    """
    found = {}
    for parent, _, there in os.walk(folder):
        for name in there:
            path = os.path.join(parent, name)
            if any(fnmatch.fnmatchcase(name, pattern) for pattern in names):
                target = os.path.join(parent, os.readlink(path)) if os.path.islink(path) else path
                with open(target if target.startswith(folder) else folder + target, "rb") as file:
                    found[os.path.relpath(path, folder).removeprefix("usr/")] = file.read()
    return found
