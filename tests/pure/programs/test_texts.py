"""Texts that Linux does not execute: pointers, answers of servers, documents, other encodings."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anyarch.emulators import machine_code
from anyarch.programs import line_endings, texts
from anyarch.programs.formats import DOCUMENT
from anyarch.programs.texts import ANSWER, ENCODED, LINK, MARKED_TEXT, POINTER, TEXT, UTF_16_TEXT

REASON = "it does not begin with #!"
SCRIPT = "#!/bin/sh\necho hello\n"
WINDOWS_SCRIPT = SCRIPT.replace("\n", "\r\n")
KINDS = {
    b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 12345\n": POINTER,
    b"Not Found": ANSWER,
    b"Access Denied\n": ANSWER,
    b"error code: 1020": ANSWER,
    b"Found. Redirecting to https://example.org/tool": ANSWER,
    b"default backend - 404": ANSWER,
    b"<!DOCTYPE html>\n<html>": ANSWER,
    b"\n<!-- built -->\n<HTML><HEAD>": ANSWER,
    b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html PUBLIC "x">': ANSWER,
    b'<?xml version="1.0"?>\n<Error><Code>NoSuchKey</Code></Error>': ANSWER,
    b"<Error><Code>AccessDenied</Code></Error>": ANSWER,
    b'{"message":"Not Found","documentation_url":"https://docs.github.com/rest"}': ANSWER,
    b'{\n  "errors" : [ {\n    "status" : 404\n  } ]\n}': ANSWER,
    b'<?xml version="1.0"?>\n<svg></svg>': DOCUMENT,
    b'{"name": "app", "version": "1.0.0"}': DOCUMENT,
    b"-----BEGIN PGP MESSAGE-----\n\nabc": DOCUMENT,
    base64.encodebytes(machine_code.probe("amd64")): ENCODED,
    base64.b64encode(SCRIPT.encode() * 8): ENCODED,
    b"../lib/node_modules/app/bin/app.js": LINK,
    # Texts that a shell would run.
    b"../bin/start\n": TEXT,
    b"echo hello\n": TEXT,
    b'[ "$1" ] && exec "$1"\n': TEXT,
    b'{ "$1" --version; }\n': TEXT,
    b"404handler --serve\n": TEXT,
    b"Not Found\nfoo\n": TEXT,
    b"<input.txt cat\n": TEXT,
    base64.b64encode(bytes(range(256)) * 4): TEXT,
    "echo Grüße\n".encode("latin-1"): TEXT,
    ("x" + "ä" * 2000).encode(): TEXT,
    b"echo '\x1b[31mred'\n": TEXT,
}


@pytest.mark.parametrize("content", KINDS, ids=lambda content: content[:20].decode("latin-1"))
def test_a_text_is_recognized(content: bytes) -> None:
    found = texts.recognize(content, REASON)
    assert found
    assert found.kind == KINDS[content]


@pytest.mark.parametrize(
    "content",
    [b"\x7fEL", b"\1\2\3", b"\xff\xfb\xfc\xfd", b"abc\0def", bytes(50), b"\xff\xfe\0\xd8\0\xd8", b"\xff\xfe\1\0"],
)
def test_other_bytes_are_no_text(content: bytes) -> None:
    assert texts.recognize(content, REASON) is None


BOM, LINES = "it begins with a byte order mark (BOM)", " and has Windows line endings"
UTF_16, MARKED = "it is in UTF-16", "it is in UTF-16, with a byte order mark (BOM)"


@pytest.mark.parametrize(
    ("text", "codec", "expected"),
    [
        (SCRIPT, "utf-8-sig", (MARKED_TEXT, BOM, "utf-8-sig", "/bin/sh")),
        (WINDOWS_SCRIPT, "utf-8-sig", (MARKED_TEXT, BOM + LINES, "utf-8-sig", "/bin/sh")),
        (SCRIPT, "utf-16", (MARKED_TEXT, MARKED, "utf-16", "/bin/sh")),
        (f"\ufeff{WINDOWS_SCRIPT}", "utf-16-be", (MARKED_TEXT, MARKED + LINES, "utf-16", "/bin/sh")),
        (SCRIPT, "utf-16-le", (UTF_16_TEXT, UTF_16, "utf-16-le", "/bin/sh")),
        (WINDOWS_SCRIPT, "utf-16-be", (UTF_16_TEXT, UTF_16 + LINES, "utf-16-be", "/bin/sh")),
        (f"{SCRIPT}# Grüße, 你好\n", "utf-16-le", (UTF_16_TEXT, UTF_16, "utf-16-le", "/bin/sh")),
        ("echo\r\n", "utf-8", (TEXT, REASON, line_endings.WINDOWS_LINES, "")),
        ("echo\n", "utf-8", (TEXT, REASON, "", "")),
        (f"\n{SCRIPT}", "utf-8", (TEXT, REASON, "", "/bin/sh")),
        ("# Copyright\n\n#!/usr/bin/env python3 -u\n", "utf-8", (TEXT, REASON, "", "/usr/bin/env python3 -u")),
        ("echo '#!/bin/sh'\n", "utf-8", (TEXT, REASON, "", "")),
        ("echo >x <<E\n#!/bin/sh\nE\n", "utf-8", (TEXT, REASON, "", "")),
    ],
)
def test_an_encoding_is_recognized(text: str, codec: str, expected: tuple[str, ...]) -> None:
    assert texts.recognize(text.encode(codec), REASON) == expected


@pytest.mark.parametrize(
    "content",
    [b"\n" * 1024, b" " * 1024 + b"x", b"<!---->" * 200, b"#\n" * 600, b"-" * 1024, b"A\n" * 600, b"{}" * 600],
)
def test_no_text_takes_long(content: bytes) -> None:
    assert texts.recognize(content, REASON)


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=2), st.sampled_from(["utf-16-le", "utf-16-be"]))
def test_a_script_in_utf_16_is_recognized_whatever_is_in_it(text: str, codec: str) -> None:
    found = texts.recognize(f"{SCRIPT}{text}".encode(codec), REASON)
    assert found
    assert (found.encoding, found.interpreter) == (codec, "/bin/sh")
