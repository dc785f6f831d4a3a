"""Replace the variables in a Compose file (compose-spec, 12-interpolation.md; compose-go, template/template.go).

``$NAME``, ``${NAME}``, ``${NAME:-default}``, ``${NAME-default}``, ``${NAME:+other}``, ``${NAME+other}``,
``${NAME:?error}``, ``${NAME?error}``. With a colon, an empty variable counts as unset. The default, the other text and
the error may contain variables. ``$$`` is a dollar sign.
"""

import re

_DEEPEST = 20
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SIGNS = (":-", ":+", ":?", "-", "+", "?")


def interpolated(text: str, variables: dict[str, str], depth: int = 0) -> str:
    """The text with each variable replaced by its value.

    Raises:
        ValueError: it cannot be read, or requires a variable that is not set.
    """
    if depth > _DEEPEST:
        raise ValueError("its variables are nested too deeply")
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
    """The value of what follows a dollar sign, and the position after it."""
    if text.startswith("$", start):
        return "$", start + 1
    if text.startswith("{", start):
        end = _closing(text, start)
        return _braced(text[start + 1 : end], variables, depth), end + 1
    name = _NAME.match(text, start)
    if not name:
        raise ValueError(f"{text!r} has a dollar sign without a variable: write $$ for a dollar sign")
    return variables.get(name[0], ""), name.end()


def _closing(text: str, opening: int) -> int:
    depth = 0
    for position in range(opening, len(text)):
        depth += {"{": 1, "}": -1}.get(text[position], 0)
        if depth == 0:
            return position
    raise ValueError(f"{text!r} has a brace that is not closed")


def _braced(inner: str, variables: dict[str, str], depth: int) -> str:
    name = _NAME.match(inner)
    rest = inner[name.end() :] if name else ""
    sign = next((sign for sign in _SIGNS if rest.startswith(sign)), "")
    if not name or (rest and not sign):
        raise ValueError(f"${{{inner}}} is not a variable")
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
