"""What is made of the trials of clients: their commands, and whether they went as expected."""

import dataclasses

import pytest

from tests.clients.report import Report, Seen, verb
from tests.clients.table import CLIENTS, COMMAND, UNTRIED, Client, Works
from tests.pure.docs.test_docs import read

GOOD, BAD = Seen(is_fine=True, commands=(("run", "x"),)), Seen(is_fine=False, said="why")
CLIENT = Client("some", "pip", "some", COMMAND, "", "Do this.")
REPORT = Report(CLIENT, "1.2", GOOD, GOOD, BAD, Seen(is_fine=True, commands=(("run", "--platform", "p", "x"),)), GOOD)


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (("run", "--rm", "x", "ls"), "run"),
        (("run", "--platform", "linux/arm64", "x"), "run --platform"),
        (("create", "--name=x", "--platform=linux/arm64", "x"), "create --platform"),
        (("image", "inspect", "x"), "image inspect"),
        (("buildx", "build", "--load", "."), "buildx build"),
        (("-v",), "-v"),
        (("--log-level", "debug", "ps"), "--log-level"),
    ],
)
def test_a_command_is_known_by_its_verb_and_its_platform(command: tuple[str, ...], expected: str) -> None:
    assert verb(command) == expected


def test_a_client_is_as_expected_only_if_nothing_differs() -> None:
    assert REPORT.is_fine
    assert not dataclasses.replace(REPORT, prepared=BAD).is_fine
    assert not dataclasses.replace(REPORT, native_with_shim=REPORT.with_shim).is_fine
    assert "why" in str(dataclasses.replace(REPORT, with_shim=BAD))


def test_a_platform_on_another_verb_must_be_the_clients_own() -> None:
    built = Seen(is_fine=True, commands=(("image", "pull", "--platform=p", "x"), ("build", "--platform", "p", ".")))
    assert not dataclasses.replace(REPORT, with_shim=built).is_fine
    assert dataclasses.replace(REPORT, with_shim=built, prepared=built).is_fine


def test_the_page_has_seen_every_client_and_knows_of_none_that_is_disturbed() -> None:
    page = read("docs/reference/clients.md")
    names = [str(client) for client in CLIENTS] + [each.name for each in UNTRIED]
    assert not [name for name in names if f"- **{name}**: " not in page], "run: python -m tests.clients --page"
    assert "  NO  " not in page


def test_no_client_is_said_to_work_with_the_shim_that_never_starts_docker() -> None:
    assert not [client for client in CLIENTS if client.way != COMMAND and client.works.with_shim]
    assert all(client.advice for client in CLIENTS if client.works != Works(with_shim=True, prepared=True))
