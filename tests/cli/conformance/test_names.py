"""Names and platforms at random: what anyarch reads is what a real client sends, and what one refuses the other does.

They are the same in every run; see test_generated.py for others.
"""

import re
from collections.abc import Callable
from typing import TypeVar

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from anyarch.oci import platforms, references
from tests.laboratory import examples
from tests.laboratory.person import Person
from tests.laboratory.programs import every
from tests.laboratory.recording_engine import Answers, RecordingEngine

EXAMPLES = 150  # for each client
HEX = "0123456789abcdef" * 4
PULL = "/images/create"
Read = TypeVar("Read")

PART = st.from_regex(r"[a-z0-9]{1,3}([._-]{1,3}[a-z0-9]{1,2}){0,2}", fullmatch=True)
DOMAIN = st.sampled_from(
    (
        "localhost docker.io index.docker.io registry-1.docker.io r.example:5000 127.0.0.1:5000 [::1]:5000 Upper "
        "ex_ample.com r.example: -r.example r..example a.b:port"
    ).split()
)
# What clients before 23.0 refuse: registries whose name has an upper-case letter, or is an address in brackets.
NEWER_DOMAIN = re.compile(r".*[A-Z[].*")
TAG = st.from_regex(r"[A-Za-z0-9_.-]{0,4}", fullmatch=True)
DIGEST = st.sampled_from([f"sha256:{HEX}", f"sha512:{HEX * 2}", f"sha256:{HEX[:-1]}", f"md5:{HEX}", HEX, "", "sha256:"])


@st.composite
def names(draw: st.DrawFn) -> str:
    """Names that are right, and names that are nearly so."""
    path = "/".join(draw(st.lists(PART | st.sampled_from(["A", "", "library", "a b"]), min_size=1, max_size=3)))
    name = f"{draw(DOMAIN)}/{path}" if draw(st.booleans()) else path
    name += f":{draw(TAG)}" if draw(st.booleans()) else ""
    return name + (f"@{draw(DIGEST)}" if draw(st.integers(0, 3)) == 0 else "")


WORD = st.sampled_from(
    "linux windows darwin macos amd64 arm64 arm x86_64 x86-64 aarch64 armhf armel i386 386 riscv64 s390x v7 v8 v6 7 8 "
    "v1 v2 v3 LINUX Arm64 unknown freebsd".split()
)
SPECIFIERS = st.lists(WORD, min_size=1, max_size=4).map("/".join) | st.text(alphabet="linuxarm64/v.-_* ", max_size=12)


@pytest.fixture(scope="module", params=every("docker"))
def client(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Person:
    return Person(str(tmp_path_factory.mktemp("home")), docker=request.param)


def sent(client: Person, *words: str) -> dict[str, str]:
    """The query of the pull that a client asks for; empty if it asks for none."""
    with RecordingEngine(None, Answers()) as engine:
        client.environment["DOCKER_HOST"] = engine.host
        client.real_docker("pull", "--quiet", *words)
        pulls = engine.requests_for("POST", PULL)
    return dict(pulls[0].query) if pulls else {}


def read(parse: Callable[[str], Read], text: str) -> Read | None:
    try:
        return parse(text)
    except ValueError:
        return None


@settings(max_examples=examples.number(EXAMPLES))
@given(name=names())
@example(name="localhost")
@example(name="Upper/a")
@example(name="docker.io/a")
@example(name=HEX)
@example(name=f"a:1@sha256:{HEX}")
@example(name="x" * 255)
@example(name="a/" + "x" * 254)
def test_a_name_is_what_the_client_sends_or_refused_by_both(client: Person, name: str) -> None:
    query = sent(client, "--", name)
    tag = query.get("tag", "")
    joint = "@" if ":" in tag else ":"
    reference = read(references.parse, name)
    # Clients leave docker.io away in what they send, also where the rest then means another registry (docker.io/a.b/c).
    assume(reference is None or read(references.parse, str(reference).removeprefix("docker.io/")) == reference)
    if query or not (reference and NEWER_DOMAIN.fullmatch(reference.domain)):
        assert reference == (read(references.parse, f"{query['fromImage']}{joint}{tag}") if query else None)


@settings(max_examples=examples.number(EXAMPLES))
@given(specifier=SPECIFIERS)
@example(specifier="linux")
@example(specifier="arm64")
@example(specifier="macos/aarch64")
def test_a_platform_is_what_the_client_sends_or_none_that_anyarch_would_use(client: Person, specifier: str) -> None:
    platform = read(platforms.parse, specifier)
    query = sent(client, f"--platform={specifier}", "image")
    if platform and query:
        assert read(platforms.parse, query["platform"]) == platform
    elif platform:
        assert not specifier.strip()
