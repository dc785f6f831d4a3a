"""What is kept of a project as Compose describes it, and what of it a command needs."""

import json

import pytest

from anyarch.compose.project import Service, needs, services
from tests.pure.compose.test_command_line import command

SECRET = "correct-horse"  # noqa: S105 - planted, to be looked for


def needed(line: str, *found: Service) -> dict[str, str]:
    return {need.service.name: need.policy for need in needs(command(line), found)}


def test_only_what_is_needed_is_kept() -> None:
    document = {
        "name": SECRET,
        "services": {
            "a": {"image": "i", "platform": "linux/arm64", "pull_policy": "always", "environment": {"KEY": SECRET}},
            "b": {"build": {"context": ".", "args": {"KEY": SECRET}}, "command": [SECRET]},
            "c": {"image": "i", "provider": {"type": "x", "options": {"key": SECRET}}},
            "strange": {"image": 5, "platform": [], "pull_policy": {"x": None}, "build": None},
            "stranger": None,
        },
        "secrets": {"s": {"content": SECRET}},
    }
    found = services(json.dumps(document).encode())
    assert found == (
        Service("a", "i", "linux/arm64", "always"),
        Service("b", "", is_made=True),
        Service("c", "i", is_made=True),
        Service("strange", ""),
        Service("stranger", ""),
    )
    assert SECRET not in repr(found)


@pytest.mark.parametrize(
    "document",
    [b"", b"null", b"[]", b'"x"', b"{}", b'{"services": []}', b"{", b"[" * 100_000, b"\xff\xfe", b"{} {}", b"\0"],
)
def test_what_is_no_project_is_refused(document: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - each in its own words
        services(document)


@pytest.mark.parametrize(
    ("line", "policy", "expected"),
    [
        ("compose up", "", "missing"),
        ("compose up", "missing", "missing"),
        ("compose up", "if_not_present", "missing"),
        ("compose up", "always", "always"),
        ("compose up", "daily", "always"),
        ("compose up", "never", None),
        ("compose up", "build", None),
        ("compose up --pull always", "never", "always"),
        ("compose up --pull never", "always", None),
        ("compose up --pull policy", "always", "always"),
        ("compose pull", "", "always"),
        ("compose pull", "missing", "missing"),
        ("compose pull --policy missing", "", "missing"),
    ],
)
def test_when_compose_pulls_an_image(line: str, policy: str, expected: str | None) -> None:
    assert needed(line, Service("a", "i", policy=policy)) == ({"a": expected} if expected else {})


def test_what_is_built_or_has_no_image_needs_nothing() -> None:
    assert needed("compose up", Service("a", ""), Service("b", "i", is_made=True)) == {}


def test_without_dependencies_only_what_is_named_counts() -> None:
    both = (Service("web", "i"), Service("db", "j"))
    assert list(needed("compose up web", *both)) == ["web", "db"]
    assert list(needed("compose up --no-deps web", *both)) == ["web"]
    assert list(needed("compose run --no-deps web db", *both)) == ["web"]
    assert list(needed("compose pull web", *both)) == ["web"]
    assert list(needed("compose pull --include-deps web", *both)) == ["web", "db"]
