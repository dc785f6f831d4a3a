"""What a docker command says to a recording engine, so that the same command can be compared with and without a shim.

Anyarch's own questions are left out, told by their User-Agent. What docker makes up anew at each start reads the same
in all conversations: a container's ID, the time of a line of its log, and the order of what is in a map of Go's.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol

from tests.laboratory.person import Outcome
from tests.laboratory.recording_engine import Answers, RecordingEngine, Request

_OWN_AGENTS = ("anyarch", "docker-sdk-python/")
_CONTAINER = re.compile(r"(?<!sha256:)\b[0-9a-f]{64}\b")
_TIME = re.compile(r'^time="[^"]*"', re.MULTILINE)
_SHORT = {("POST", "/containers/create"): "create", ("POST", "/images/create"): "pull"}


class Said(NamedTuple):
    method: str
    path: str
    version: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: str


class Conversation(NamedTuple):
    """How a command ended, and all that docker said to the engine meanwhile."""

    outcome: Outcome
    said: tuple[Said, ...]

    @property
    def platforms(self) -> str:
        """The platform in each request to create a container or to pull, as `create=linux/arm64 pull=`."""
        wanted = [(_SHORT.get((each.method, each.path)), each.query.get("platform", "")) for each in self.said]
        return " ".join(f"{name}={platform}" for name, platform in wanted if name)


class Listen(Protocol):
    """A way to run a docker command at an engine that gives these answers, and to hear all of it."""

    def __call__(self, answers: Answers, *words: str) -> Conversation:
        """Run it."""


def listen(engine: RecordingEngine, answers: Answers, command: Callable[[], Outcome]) -> Conversation:
    engine.become(answers)
    outcome = command()
    nameless = Outcome(outcome.status, lasting(outcome.output), lasting(outcome.errors))
    return Conversation(nameless, tuple(_said(request) for request in engine.requests if not _is_own(request)))


def _is_own(request: Request) -> bool:
    return request.headers.get("user-agent", "").startswith(_OWN_AGENTS)


def _said(request: Request) -> Said:
    path = lasting(request.path)
    return Said(request.method, path, request.version, request.query, request.headers, _body(request))


def _body(request: Request) -> str:
    document = request.body
    for holder, name in ((document, "Env"), (document.get("HostConfig") or {}, "Binds")):
        if holder.get(name):
            holder[name] = sorted(holder[name])
    return json.dumps(document)


def lasting(text: str) -> str:
    """What docker prints, without what it makes up anew."""
    return _TIME.sub("TIME", _CONTAINER.sub("CONTAINER", text))
