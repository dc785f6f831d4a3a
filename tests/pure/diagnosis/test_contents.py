"""What is wrong with the files of an image, from their bytes to the words: the cause, the fix, and nothing false."""

import gzip

import pytest

from anyarch.diagnosis import conclusions, wording
from anyarch.diagnosis.causes.contents import NO_SHELL
from anyarch.diagnosis.subject import Subject
from anyarch.emulators import machine_code
from anyarch.programs.entry_point import INTERPRETER, MISSING, STARTED, Step, walk
from anyarch.programs.entry_point import PROGRAM as IS_PROGRAM
from anyarch.programs.start import Start
from tests.pure.diagnosis.written import AMD64, concluded
from tests.pure.programs.written_files import looking

PROGRAM = machine_code.probe("amd64")
BASE = {"/bin/sh": PROGRAM, "/bin/busybox": PROGRAM, "/usr/bin/env": PROGRAM, "/usr/bin/python3": PROGRAM}
SCRIPT = b"#!/bin/sh\necho hello\n"


def image(content: bytes, *, name: str = "/app", has_shell: bool = True, label: str = "linux/amd64") -> Subject:
    look = looking({**BASE, name: content} if has_shell else {name: content})
    return Subject("image", label, walk(Start(command=(name,)), look), has_shell=has_shell)


CAUSES = {
    b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 1\n": ("git-lfs-pointer", "git lfs pull"),
    b"Not Found": ("error-page", "curl --fail"),
    b"\x1f\x8b\x08\0\0": ("compressed-file", "Decompress it"),
    gzip.compress(b"x" * 257 + b"ustar", mtime=0): ("archive", "ADD unpacks local tar archives, but none from a URL"),
    bytes.fromhex("cffaedfe0c000001") + bytes(60): ("macos-program", "GOOS=linux GOARCH=amd64 go build"),
    b"MZ\x90\0" + bytes(60): ("windows-program", "GOOS=linux GOARCH=amd64 go build"),
    b"\0asm\1\0\0\0": ("webassembly", "--runtime io.containerd.wasmtime.v1 --platform wasi/wasm"),
    b"PK\3\4" + bytes(26) + b"META-INF/": ("java-program", '"java", "-jar"'),
    b"%PDF-1.7": ("not-a-program", "ENTRYPOINT"),
    bytes(60): ("broken-file", "build step"),
    SCRIPT.decode().encode("utf-8-sig"): ("byte-order-mark", "without BOM"),
    SCRIPT.decode().encode("utf-16"): ("byte-order-mark", "without BOM"),
    SCRIPT.decode().encode("utf-16-le"): ("utf-16", "without BOM"),
    b"echo hello\n": ("no-first-line", '"#!/bin/sh"'),
    b"#!/bin/sh\r\n": ("carriage-return", ".gitattributes"),
    b"#!/bin/sh -e\r\necho\r\n": ("carriage-return", ".gitattributes"),
    b"#!/bin/sh\recho hello\r": ("carriage-return", "Unix line endings"),
    b"\n#!/usr/bin/python3\n": ("no-first-line", '"#!/usr/bin/python3"'),
    b"../lib/app.js": ("git-symlink", "core.symlinks"),
    b"#!/bin/bash\n": ("interpreter-missing", "Install /bin/bash"),
    SCRIPT: ("", ""),
}  # fmt: skip


@pytest.mark.parametrize("content", CAUSES, ids=lambda content: content[:24].decode("latin-1"))
def test_each_content_has_its_cause_and_its_advice(content: bytes) -> None:
    expected, advice = CAUSES[content]
    found = conclusions.conclude(image(content), AMD64)
    assert (found.cause if found else "") == expected
    assert advice in (found.advice if found else "")


def test_a_file_that_is_to_be_fixed_is_the_script_and_not_what_starts_it() -> None:
    for line in (b"#!/usr/bin/env sh\r\n", b"#!/bin/sh\r\n", b"#!/bin/sh -e\r\n"):
        found = concluded(image(line), AMD64)
        assert found.sentence.startswith("/app has Windows line endings: the carriage return becomes part of the ")
        assert 'docker cp program "$id":/app' in found.commands


def test_a_script_that_is_not_known_is_not_fixed() -> None:
    before = Step(INTERPRETER, "/usr/bin/env", "/usr/bin/env", IS_PROGRAM, platform="linux/amd64")
    step = Step(STARTED, "sh\r", "", MISSING)
    found = wording.conclusion("carriage-return", step, before, Subject("image", "", ()), AMD64)
    assert found.sentence.startswith("The script has Windows line endings")
    assert not found.commands


def test_a_carriage_return_in_a_command_line_is_no_matter_of_a_script() -> None:
    steps = walk(Start(command=("app\r",)), lambda _: None)
    found = concluded(Subject("image", "linux/amd64", steps), AMD64)
    assert found.cause == "program-missing"


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("linux/arm/v7", "GOOS=linux GOARCH=arm GOARM=7"),
        ("linux/arm64/v8", "GOOS=linux GOARCH=arm64 go"),
        ("", "GOOS=linux GOARCH=amd64 go"),
        ("windows/amd64", "GOOS=linux GOARCH=amd64 go"),
    ],
)
def test_go_builds_for_the_platform_of_the_image(label: str, expected: str) -> None:
    found = concluded(image(b"\xcf\xfa\xed\xfe", label=label), AMD64)
    assert expected in found.advice


@pytest.mark.parametrize(
    ("content", "first_line"),
    [
        (b"\xef\xbb\xbfecho\n", "(echo '#!/bin/sh'; "),
        (b"echo\r\n", "(echo '#!/bin/sh'; "),
        ("echo\r\n".encode("utf-16"), "(echo '#!/bin/sh'; "),
        ("echo\n".encode("utf-16-be"), "(echo '#!/bin/sh'; "),
        (b"\r\n#!/bin/x';reboot;'\r\n", """(echo '#!/bin/x'"'"';reboot;'"'"''; cat"""),
    ],
)
def test_one_fix_decodes_the_text_and_gives_it_a_first_line_in_quotes(content: bytes, first_line: str) -> None:
    found = concluded(image(content), AMD64)
    [command] = [command for command in found.commands if "<program" in command]
    assert command.startswith(first_line)
    assert command.endswith(") <program | LC_ALL=C tr -d '\\r' >unix")


@pytest.mark.parametrize(
    "content",
    [SCRIPT, b"echo\n", b"#!/bin/bash\n", b"#!/usr/bin/env bash\n", b"#!/bin/sh\r\n", b"\xef\xbb\xbf" + SCRIPT],
)
def test_without_a_shell_no_command_needs_one(content: bytes) -> None:
    found = concluded(image(content, has_shell=False), AMD64)
    assert found.sentence.endswith(NO_SHELL)
    assert "in exec form" in found.advice
    assert not found.commands


def test_a_shell_form_in_an_image_without_a_shell() -> None:
    steps = walk(Start(command=("/bin/sh", "-c", "app --port 80")), lambda _: None)
    found = concluded(Subject("image", "linux/amd64", steps, has_shell=False), AMD64)
    assert found.sentence == f"/bin/sh is not in the image. {NO_SHELL}"
    assert "exec form" in found.advice


@pytest.mark.parametrize(
    ("name", "content"),
    [("/app", b"#!/usr/bin/node\n"), ("/app.py", b"import app\n"), ("/app", b"\n#!/usr/bin/env node\n")],
)
def test_a_shell_is_not_said_to_help_another_language(name: str, content: bytes) -> None:
    for has_shell in (True, False):
        found = concluded(image(content, name=name, has_shell=has_shell), AMD64)
        assert not found.commands
        assert "shell" not in found.sentence + found.advice


def test_a_first_line_is_of_the_language_of_the_file() -> None:
    found = concluded(image(b"import app\n", name="/app.py"), AMD64)
    assert found.advice == 'Make its first line "#!/usr/bin/env python3".'
