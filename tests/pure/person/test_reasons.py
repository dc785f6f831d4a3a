"""Reasons are sentences: whatever a library wraps an error in, no number, class name or representation is left."""

import errno
import http.client
import os
import re
import socket
import ssl
import tomllib
from collections.abc import Callable
from pathlib import Path

import docker.errors
import pytest
import requests.exceptions
import urllib3.exceptions

from anyarch.person.reasons import once, why
from tests.pure.test_laws import MODULES

INNARDS = re.compile(r"Errno|Error|Exception|\(|\)|<|0x|object at|Pool|b'")


def wrapped(error: Exception) -> Exception:
    """As requests hands on what happens to a connection."""
    pool = urllib3.HTTPConnectionPool("127.0.0.1", 1)
    return requests.exceptions.ConnectionError(urllib3.exceptions.MaxRetryError(pool, "/version", error))


def raised(call: Callable[[], object]) -> Exception:
    try:
        call()
    except Exception as error:  # noqa: BLE001 - it is what is looked at
        return error
    raise AssertionError


def refused() -> Exception:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    return raised(lambda: requests.get(f"http://127.0.0.1:{port}/version", timeout=5))


def handshake(answer: bytes) -> None:
    """Begin TLS with what gives that answer."""
    incoming = ssl.MemoryBIO()
    incoming.write(answer)
    ssl.create_default_context().wrap_bio(incoming, ssl.MemoryBIO(), server_hostname="x").do_handshake()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOENT, "No such file or directory", "/x"), "no such file or directory"),
        (OSError("plain words"), "plain words"),
        (refused(), "connection refused"),
        (raised(lambda: requests.get("http://host.invalid/", timeout=5)), None),
        (urllib3.exceptions.ProtocolError("Connection aborted.", ConnectionResetError(104, "Reset")), "reset"),
        (wrapped(http.client.RemoteDisconnected("Remote end closed")), "the connection was closed"),
        (http.client.BadStatusLine("\0\1"), "the answer is not HTTP"),
        (TimeoutError(), "no answer in time"),
        (TimeoutError("timed out"), "no answer in time"),
        (wrapped(raised(lambda: handshake(b"HTTP/1.1 400 Bad Request\r\n"))), "it does not use TLS"),
        (docker.errors.APIError("x", explanation="no such image"), "no such image"),
        (KeyError("ApiVersion"), "the answer has no ApiVersion"),
        (raised(b"\xff".decode), "it is not UTF-8"),
        (raised(lambda: tomllib.loads("a = ")), "invalid value (at end of document)"),
        (raised(lambda: os.listdir("/proc/self/cmdline")), "not a directory"),
        (ValueError("OCI is not known."), "OCI is not known"),
    ],
)
def test_a_reason_is_the_end_of_a_sentence(error: Exception, words: str | None) -> None:
    found = why(error)
    assert words in (None, found)
    assert found
    assert words or not INNARDS.search(found)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("manifest unknown: manifest unknown", "manifest unknown"),
        ("manifest for a not found: manifest unknown: manifest unknown", "manifest for a not found: manifest unknown"),
        ("denied: requested access: denied", "denied: requested access: denied"),
        (" plain \n", "plain"),
    ],
)
def test_what_is_said_twice_in_a_row_is_told_once(said: str, told: str) -> None:
    assert once(said) == told


def test_no_other_module_says_in_the_words_of_the_system_why_something_failed() -> None:
    asking = {name for name, file in MODULES.items() if ".strerror" in Path(file).read_text(encoding="utf-8")}
    assert asking == {"person.reasons"}
