"""Challenges, which a registry may word as it likes."""

import contextlib
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anyarch.engine.credentials import Login
from anyarch.person.errors import RegistryError
from anyarch.registry import authentication
from anyarch.registry.hosts import Host
from anyarch.registry.transport import Transport
from tests.cli.catalog.conftest import CONTENT
from tests.laboratory.faulty_registry import TOKEN, FaultyRegistry
from tests.laboratory.registry import Credentials
from tests.pure.registry.conftest import PATIENCE

PASSWORD = Login("server", "somebody", "a secret")
FOR_THE_SERVICE = PASSWORD._replace(user="", password="", identity_token=PASSWORD.password)
FOR_THE_REGISTRY = PASSWORD._replace(user="", password="", registry_token="t0ken")  # noqa: S106 - nobody's
SPELLINGS = ('Bearer realm="{}"', 'bearer REALM="{}",service="s"', 'Bearer realm="{}?account=x"')
HERE = Host("http://127.0.0.1:5000", takes_login=True)
ELSEWHERE = Host("https://r.example", takes_login=True, is_verified=True)
BASIC = "Basic c29tZWJvZHk6YSBzZWNyZXQ="


def answer(challenge: str, login: Login | None, host: Host = HERE) -> str:
    transport = Transport(time.monotonic() + PATIENCE, {})
    return authentication.authorization(challenge, host, "a/b", login, transport)


@pytest.fixture(scope="module")
def service() -> Iterator[FaultyRegistry]:
    with FaultyRegistry(CONTENT, token=Credentials("somebody", "a secret")) as registry:
        yield registry


@pytest.mark.parametrize(
    ("challenge", "login", "authorization"),
    [
        ('Basic realm="r"', PASSWORD, BASIC),
        ('BASIC realm="r"', PASSWORD, BASIC),
        ('Basic realm="r"', None, ""),
        ('Basic realm="r"', FOR_THE_SERVICE, ""),
        ("Bearer", FOR_THE_REGISTRY, "Bearer t0ken"),
        ('Negotiate realm="r"', PASSWORD, ""),
        ("", PASSWORD, ""),
    ],
)
def test_a_challenge_is_answered_with_what_it_asks_for(challenge: str, login: Login | None, authorization: str) -> None:
    assert answer(challenge, login) == authorization


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_token_is_fetched_where_the_challenge_says(service: FaultyRegistry, spelling: str) -> None:
    service.asked.clear()
    assert answer(spelling.format(f"http://{service.address}/token"), PASSWORD) == f"Bearer {TOKEN}"
    [asked] = service.asked
    assert asked.authorization == BASIC
    assert "scope=repository%3Aa%2Fb%3Apull" in asked.target


def test_a_token_in_place_of_a_password_is_posted_and_not_shown_in_an_address(service: FaultyRegistry) -> None:
    service.asked.clear()
    assert answer(f'Bearer realm="http://{service.address}/token"', FOR_THE_SERVICE) == f"Bearer {TOKEN}"
    [asked] = service.asked
    assert (asked.method, asked.target) == ("POST", "/token")


@pytest.mark.parametrize(
    ("host", "realm"),
    [
        *((HERE, realm) for realm in ("http://auth.example/token", "http://127.0.0.1@auth.example/", "")),
        *((ELSEWHERE, realm) for realm in ("http://127.0.0.1:1/token", "https://[::1]/token")),
    ],
)
@pytest.mark.parametrize("login", [PASSWORD, FOR_THE_SERVICE])
def test_a_login_is_sent_encrypted_and_stays_on_this_machine_or_off_it(host: Host, realm: str, login: Login) -> None:
    with pytest.raises(RegistryError, match="not safe"):
        answer(f'Bearer realm="{realm}"', login, host)


def test_a_service_that_does_not_answer_with_a_token_gives_none(service: FaultyRegistry) -> None:
    assert answer(f'Bearer realm="http://{service.address}/v2/sound/blobs/none"', PASSWORD) == ""
    stranger = PASSWORD._replace(user="another")
    assert answer(f'Bearer realm="http://{service.address}/token"', stranger) == ""


@given(challenge=st.text(max_size=60) | st.builds("Bearer {}".format, st.text(alphabet='realm=",\\ x', max_size=40)))
def test_no_challenge_is_a_traceback(challenge: str) -> None:
    with contextlib.suppress(RegistryError):
        assert answer(challenge, None) == ""
