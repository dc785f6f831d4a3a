"""Answers of an engine's at random, for hypothesis: proper ones with a part exchanged, JSON of any shape, and bytes.

Each is a fault of the recording engine's, and ends by itself at once; those that take time or space are in `faults`.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

from tests.laboratory.recording_engine import Answer, Fault, Garbage

_HEAD = b"HTTP/1.1 200 OK\r\n"
_HEADS = (
    b"",
    b"HTTP/1.1 200\r\n",
    b"HTTP/1.1 999 \r\n\r\n",
    _HEAD * 900,
    _HEAD + b"Content-Length: -1\r\n\r\n",
    _HEAD + b"Content-Length: 99999999999999999999\r\n\r\n",
    _HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    _HEAD + b"Transfer-Encoding: chunked\r\n\r\n-5\r\n",
    _HEAD + b"Transfer-Encoding: chunked\r\n\r\nffffffff\r\n",
)
_STATUSES = (200, 204, 206, 301, 404, 500, 507)
_TEXTS = ("linux", "amd64", "arm64", "v8", "", "\x1b[31m", "\ud800", "x" * 5000, "../..", "linux/amd64", "-it", "--rm")
_NAMES = ("Os", "Architecture", "Arch", "Variant", "Platforms", "Manifests", "Descriptor", "os", "architecture", "Id")

_scalars = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.sampled_from(_TEXTS) | st.text()
documents: st.SearchStrategy[Any] = st.recursive(
    _scalars,
    lambda parts: st.lists(parts, max_size=4) | st.dictionaries(st.sampled_from(_NAMES), parts, max_size=4),
    max_leaves=12,
)

Place = tuple[str | int, ...]


def hostile(proper: Mapping[str, Sequence[Answer]]) -> st.SearchStrategy[dict[str, Fault]]:
    """Faults for some of the paths, made from what would be proper answers there."""
    chosen = st.lists(st.sampled_from(sorted(proper)), min_size=1, unique=True)
    return chosen.flatmap(lambda paths: st.fixed_dictionaries({path: _spoiled(proper[path]) for path in paths}))


def _spoiled(proper: Sequence[Answer]) -> st.SearchStrategy[Fault]:
    answers = st.sampled_from(proper)
    exchanged = answers.flatmap(_exchanged)
    return st.one_of(exchanged, exchanged, st.builds(Answer, st.sampled_from(_STATUSES), documents), _bytes(answers))


def _exchanged(answer: Answer) -> st.SearchStrategy[Fault]:
    return st.builds(
        lambda place, part: Answer(answer.status, _with(answer.document, place, part)),
        st.sampled_from(list(_places(answer.document))),
        documents,
    )


@st.composite
def _bytes(draw: st.DrawFn, answers: st.SearchStrategy[Answer]) -> Fault:
    content = json.dumps(draw(answers).document).encode()
    start, length = draw(st.integers(0, len(content))), draw(st.integers(0, 20))
    body = content[:start] + draw(st.binary(max_size=20)) + content[start + length :]
    return Garbage(draw(st.sampled_from((_HEAD + b"\r\n", *_HEADS))) + body)


def _places(document: Any, place: Place = ()) -> Iterator[Place]:  # noqa: ANN401 - any JSON
    yield place
    if isinstance(document, dict | list):
        for key, part in document.items() if isinstance(document, dict) else enumerate(document):
            yield from _places(part, (*place, key))


def _with(document: Any, place: Place, part: Any) -> Any:  # noqa: ANN401 - any JSON
    if not place:
        return part
    changed = holder = deepcopy(document)
    for key in place[:-1]:
        holder = holder[key]
    holder[place[-1]] = part
    return changed
