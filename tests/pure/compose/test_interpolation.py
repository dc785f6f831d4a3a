import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anyarch.compose.interpolation import interpolated

VARIABLES = {"A": "a", "EMPTY": "", "B_1": "b"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("plain:1", "plain:1"),
        ("", ""),
        ("$A", "a"),
        ("x$A:${B_1}y", "xa:by"),
        ("$NONE-", "-"),
        ("${NONE}", ""),
        ("${A:-x}", "a"),
        ("${NONE:-x}", "x"),
        ("${NONE-x}", "x"),
        ("${EMPTY:-x}", "x"),
        ("${EMPTY-x}", ""),
        ("${NONE:-}", ""),
        ("${A:+x}", "x"),
        ("${EMPTY:+x}", ""),
        ("${EMPTY+x}", "x"),
        ("${NONE+x}", ""),
        ("${A:?must}", "a"),
        ("${EMPTY?must}", ""),
        ("${NONE:-${A}}", "a"),
        ("${NONE:-${EMPTY:-z}-$B_1}", "z-b"),
        ("${NONE:-reg.example:5000/x@y}", "reg.example:5000/x@y"),
        ("$$A", "$A"),
        ("$${A}", "${A}"),
        ("$$$A", "$a"),
    ],
)
def test_variables_are_put_in_as_compose_does(text: str, value: str) -> None:
    assert interpolated(text, VARIABLES) == value


@pytest.mark.parametrize(
    "text", ["${NONE:?must}", "${EMPTY:?must}", "${NONE?}", "${", "${A", "$", "$1", "${1}", "${A!}", "${}"]
)
def test_what_cannot_be_read_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"variable|brace"):
        interpolated(text, VARIABLES)


def test_variables_in_variables_have_an_end() -> None:
    with pytest.raises(ValueError, match="too deep"):
        interpolated("${X:-" * 1000 + "}" * 1000, {})


@given(text=st.text(alphabet="$ {}AX:-+?_1", max_size=40))
def test_no_text_is_a_traceback(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert len(interpolated(text, VARIABLES)) <= len(text)
