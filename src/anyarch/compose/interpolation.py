"""Variables in a Compose file's texts (compose-spec, 12-interpolation.md; compose-go, template/template.go).

``$NAME``, ``${NAME}``, ``${NAME:-default}``, ``${NAME-default}``, ``${NAME:+other}``, ``${NAME+other}``,
``${NAME:?error}``, ``${NAME?error}``; with a colon an empty variable counts as unset. What follows the sign may hold
variables itself. ``$$`` is a dollar.
"""

import re

_DEEPEST = 20
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SIGNS = (":-", ":+", ":?", "-", "+", "?")


def interpolated(text: str, variables: dict[str, str], depth: int = 0) -> str:
    """The text with its variables' values.

    Raises:
        ValueError: it cannot be read, or wants a variable that is not there.
    """
    if depth > _DEEPEST:
        raise ValueError("variables stand in variables too deep")
    done: list[str] = []
    position = 0
    while True:
        dollar = text.find("$", position)
        if dollar < 0:
            return "".join([*done, text[position:]])
        done.append(text[position:dollar])
        value, position = _after_dollar(text, dollar + 1, variables, depth)
        done.append(value)


def _after_dollar(text: str, start: int, variables: dict[str, str], depth: int) -> tuple[str, int]:
    """What the words behind a dollar stand for, and where they end."""
    if text.startswith("$", start):
        return "$", start + 1
    if text.startswith("{", start):
        end = _closing(text, start)
        return _braced(text[start + 1 : end], variables, depth), end + 1
    name = _NAME.match(text, start)
    if not name:
        raise ValueError(f"{text!r} has a dollar that begins no variable: write $$ for one")
    return variables.get(name[0], ""), name.end()


def _closing(text: str, opening: int) -> int:
    depth = 0
    for position in range(opening, len(text)):
        depth += {"{": 1, "}": -1}.get(text[position], 0)
        if depth == 0:
            return position
    raise ValueError(f"{text!r} has a brace that does not close")


def _braced(inner: str, variables: dict[str, str], depth: int) -> str:
    name = _NAME.match(inner)
    rest = inner[name.end() :] if name else ""
    sign = next((sign for sign in _SIGNS if rest.startswith(sign)), "")
    if not name or (rest and not sign):
        raise ValueError(f"${{{inner}}} is no variable")
    value = variables.get(name[0])
    is_there = bool(value) if sign.startswith(":") else value is not None
    word = rest.removeprefix(sign)
    if sign.endswith("+"):
        return interpolated(word, variables, depth + 1) if is_there else ""
    if is_there or not sign:
        return value or ""
    if sign.endswith("?"):
        raise ValueError(f"the variable {name[0]} is not set")
    return interpolated(word, variables, depth + 1)
