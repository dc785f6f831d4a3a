"""What reads bytes from outside, each with what it may raise, and specimens of what it is made for.

A target is called with any bytes. It may return, or raise what is promised; anything else is a finding, and so is a
call that takes longer than `SECONDS`, more memory than `MEMORY`, or is nested deeper than `DEPTH`.
"""

from collections.abc import Callable
from typing import NamedTuple

from anyarch.bare import ssh_url
from anyarch.bare.errors import AnyarchError, UnknownEngineError
from anyarch.catalog import parcel
from anyarch.dockerfile.errors import UnreadableError
from anyarch.emulators import machine_code
from anyarch.emulators.handlers import table
from anyarch.oci import platforms
from anyarch.programs.elf import BrokenProgramError
from anyarch.registry import authentication
from tests.fuzz import readers

SECONDS = 5.0  # of CPU time for one input, which has at most `LARGEST` bytes; on a machine that does nothing else, 1
LARGEST = 1 << 16
MEMORY = 32 << 20  # bytes at most, at any moment
DEPTH = 400  # calls inside each other; Python's own limit is 1000, of which the caller has used some


class Target(NamedTuple):
    read: Callable[[bytes], object]
    errors: tuple[type[Exception], ...]  # which it may raise
    specimens: tuple[bytes, ...]  # what it is made for; others are made from these
    tokens: tuple[bytes, ...] = ()  # what has a meaning in them, to be repeated and put together


JSON = (b"{", b"[", b'"', b":", b",", b"}", b"]", b"null", b"1e999", b"-", b"\\u0000", b"\\ud800", b'{"a":')
SHELL = (
    b"(", b"$(", b"${", b"`", b"'", b'"', b"\\", b"<<E\n", b"E\n", b"if ", b"then ", b"fi\n", b"case x in ", b"esac\n",
    b"exec ", b"x=1 ", b"$x", b"f() { ", b"}\n", b"&&", b"|", b";", b"[[ ", b"]]", b"((", b"for i in a; do ", b"done\n",
    b"#!/bin/sh\n", b". /start\n", b'"$@"', b"eval ", b"set -- a\n", b"\n", b"\r\n", b"\0", b"~", b"{a,b}", b"*",
)  # fmt: skip
DIGEST = b"sha256:" + b"0" * 64
INDEX = (
    b'{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[{"digest":"%b",'
    b'"mediaType":"application/vnd.oci.image.manifest.v1+json","size":1,"platform":{"os":"linux",'
    b'"architecture":"arm64","variant":"v8"}}]}'
) % DIGEST
MANIFEST = (
    b'{"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.v2+json",'
    b'"config":{"digest":"%b"},"layers":[{"size":5}]}'
) % DIGEST

TARGETS = {
    "command line": Target(
        readers.read_command_line, (),
        (b"run\0--rm\0-it\0-e\0A=1\0image\0sh", b"--context\0x\0container\0create\0image", b"compose\0-f\0a\0up\0-d",
         b"buildx\0build\0--platform\0linux/arm64\0-t\0a\0.", b"buildx\0bake\0-f\0a", b"pull\0--all-tags\0image"),
        (b"run\0", b"--", b"-", b"=", b"\0", b"-it", b"--pull=always", b"--platform", b"--help", b"image", b"-H"),
    ),
    "reference": Target(
        readers.read_reference, (ValueError,),
        (b"image", b"registry.example:5000/a/b:tag@" + DIGEST, b"[::1]:5000/a", b"localhost/a:b"),
        (b":", b"/", b"@", b"sha256:", b"a" * 127, b".", b"__", b"-", b"\xc3\xa9", b"[", b"]", b"A"),
    ),
    "platform": Target(
        lambda data: readers.check(platforms.parse(readers.decoded(data))), (ValueError,),
        (b"linux/arm/v7", b"amd64", b"linux/amd64/v3", b"x86_64", b"windows(10.0.1)/amd64"),
        (b"/", b"linux", b"arm", b"v8", b"\0", b"\x1b[31m", b"(", b"*"),
    ),
    "manifest": Target(readers.read_manifest, (ValueError,), (INDEX, MANIFEST), JSON),
    "image configuration": Target(
        readers.read_configuration, (ValueError,),
        ((b'{"architecture":"arm","variant":"v7","os":"linux","Entrypoint":["/a"],"Cmd":["b"],"Env":["PATH=/bin"],'
         b'"Healthcheck":{"Test":["NONE"]}}'),),
        JSON,
    ),
    "ELF": Target(
        readers.read_elf, (BrokenProgramError,),
        (machine_code.probe("amd64"), machine_code.probe("arm"), machine_code.probe("s390x")),
        (b"\x7fELF", b"\xff\xff\xff\xff", b"\0\0\0\0", b"\1\0\0\0", b"GNU\0", b"/lib/ld.so\0"),
    ),
    "file": Target(
        readers.read_executable, (),
        (b"#!/bin/sh -e\n", b"\x1f\x8b\x08\0", b"BZh9", b"\xfd7zXZ\0", b"PK\3\4", b"MZ", b"\xca\xfe\xba\xbe\0\0\0\2",
         b"<?xml version", b'{"a": 1}', b"-----BEGIN A-----", b"\xff\xfea\0", b"!<arch>\n"),
        (b"#!", b"\0", b"../", b"\xff\xfe", b"<", b"not found", b"access denied", b"A" * 64, b"\r\n", b" "),
    ),
    "script": Target(
        readers.read_container, (),
        (b'#!/bin/sh\nset -e\nif [ "$1" = a ]; then exec /b "$@"; fi\n. /c\nexec gosu x "$@"\n',
         b"#!/usr/bin/env -S python3 -u\nprint()\n", b"cat <<E\n$(a)\nE\n", b"case $1 in a) b;; esac\n"),
        SHELL,
    ),
    "lead": Target(
        readers.read_leads, (),
        (b"exec /a: exec format error\n", b"/start.sh: line 3: /b: cannot execute binary file: Exec format error\n",
         b"qemu-arm: Could not open '/lib/ld-linux.so.3': No such file or directory\n",
         b"Error: cannot open shared object file: wrong ELF class: ELFCLASS64\n"),
        (b"exec format error", b": ", b"'", b"line 1: ", b"/a", b" ", b"\x1b[31m", b"\n", b"Error", b"not found",
         b"at ", b"(", b"OSError: [Errno 8]", b"./", b"\xe2\x80\xae"),
    ),
    "Dockerfile": Target(
        readers.read_dockerfile, (UnreadableError,),
        ((b"# syntax=docker/dockerfile:1\nARG V=1\nFROM --platform=$BUILDPLATFORM a:${V:-2} AS b\nRUN <<E\nx\nE\n"
         b"FROM b\nCOPY --from=c /x /y\nONBUILD RUN --mount=from=d,target=/e f\n"),),
        (b"FROM ", b"ARG A=", b"$A", b"${A:-", b"}", b"\\\n", b" AS ", b"<<E\n", b"E\n", b"COPY --from=", b"ONBUILD ",
         b"RUN --mount=from=", b"\n", b"# escape=`\n", b'"', b"'", b"{", b"0", b"a"),
    ),
    "compose answer": Target(
        readers.read_project, (ValueError,),
        ((b'{"services":{"a":{"image":"b","platform":"linux/arm64","pull_policy":"always","build":null}},'
         b'"target":{"default":{"context":".","dockerfile":"D","args":{"A":"b"},"output":["type=image"]}}}'),),
        JSON,
    ),
    "settings": Target(
        readers.in_file(readers.read_settings), (),
        (b'notice = "never"\n[emulation]\npolicy = "install"\nprefer = ["linux/arm64"]\n[lookup]\ntimeout = 1.5\n',),
        (b"[a.", b"]", b"= {", b"[[", b'"""', b"'", b"\\u0000", b"a.", b"= 1e999\n", b"a=[",
         b"[", b"{a=", b"#", b"\n", b"true", b"a=1"),
    ),
    "docker settings": Target(
        readers.in_file(readers.read_docker_settings), (ValueError, OSError, AnyarchError),
        ((b'{"currentContext":"default","auths":{"https://index.docker.io/v1/":{"auth":"YTpi"}},'
         b'"HttpHeaders":{"A":"b"},"proxies":{}}'),),
        (*JSON, b"YTpi", b'"auths"', b'"AUTHS"', b'"auth"', b"=", b"https://index.docker.io/v1/"),
    ),
    "advice": Target(
        readers.read_advice, (ValueError,),
        (b"run\0a\0b\0run\0--platform\0linux/arm64\0a\0b", b"a\0b\0c\0d\ne\0$(x)\0`y`"),
        (b"\0", b"\n", b"end", b"=", b"+", b"&", b'"${1}"', b"$(", b"\xff", b"wait 99\n"),
    ),
    "record": Target(
        readers.in_file(readers.read_record), (),
        (b"digest\t%b\nindex\tyes\ncomplete\tyes\nplatforms\tlinux/arm64\nseen\t1700000000\nend\n" % DIGEST,
         b"status\t404\nreason\tx\nseen\t1\nend\n"),
        (b"\t", b"\n", b"end\n", b"seen\t", b"platforms\t", b"-1", b"9" * 30, b"\xd9\xa3", b"nan"),
    ),
    "exported catalog": Target(
        parcel.unpacked, (ValueError,),
        ((b'{"format":"anyarch-catalog","version":1,"images":[{"name":"docker.io/library/a:latest","digest":"%b",'
          b'"index":true,"complete":true,"platforms":["linux/arm64"],"seen":1700000000}]}') % DIGEST,),
        JSON,
    ),
    "engine's URL": Target(
        lambda data: ssh_url.parse(readers.decoded(data)), (UnknownEngineError,),
        (b"ssh://me@host:22/run/docker.sock", b"ssh://[::1%25lo]:22"),
        (b"ssh://", b"@", b":", b"[", b"]", b"%", b"%41", b"/", b"?", b"#", b"\xc3\xa9", b"9" * 20),
    ),
    "engine's description": Target(
        readers.read_engine_info, (ValueError,),
        ((b'{"RegistryConfig":{"IndexConfigs":{"a:5000":{"Secure":false}},"InsecureRegistryCIDRs":["10.0.0.0/8"],'
         b'"Mirrors":["https://mirror.example/"]},"HttpProxy":"http://p:1"}'),),
        (*JSON, b"/33", b"::/0", b"http://[", b"https://"),
    ),
    "challenge": Target(
        lambda data: authentication._read(readers.decoded(data)), (),  # noqa: SLF001 - no other way in
        (b'Bearer realm="https://auth.example/token",service="r",scope="repository:a:pull"', b"Basic realm=x"),
        (b'"', b",", b"=", b"\\", b"Bearer ", b"realm", b"\0"),
    ),
    "kernel's handler": Target(
        lambda data: table.parse("qemu-arm", readers.decoded(data)).recognizes(data), (),
        (b"enabled\ninterpreter /usr/bin/qemu-arm\nflags: OCF\noffset 0\nmagic 7f454c46\nmask ffffffff\n",),
        (b"magic ", b"mask ", b"\n", b"ff", b"f", b"offset ", b"interpreter ", b"flags: "),
    ),
}  # fmt: skip
