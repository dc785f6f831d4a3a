"""Find where a parenthesis, a brace or a quote ends in the text of a shell script."""

import re

from anyarch.bare.errors import AnyarchError

_INSIDE = {
    "()": re.compile(r"\\.|'[^']*'|(?<=[\s(;])#[^\n]*|['\"()]", re.DOTALL),
    "{}": re.compile(r"\\.|[\"{}]", re.DOTALL),
}
_NOT_COUNTED = re.compile(r"\bcase\b|<<")  # in which a parenthesis need not have a partner
_DEEPEST = 20


class UnreadableError(AnyarchError):
    """The text goes on in a way that is not read here."""


def closing(text: str, at: int, pair: str = "()") -> int:
    """The place after the partner of the parenthesis or brace at a place.

    Raises:
        UnreadableError: it has none, or what is between might have one without a partner.
    """
    start, depth = at, 0
    while found := _INSIDE[pair].search(text, at):
        at = found.end()
        if found[0] == '"':
            at = _after_quotes(text, found.start())
        depth += (found[0] == pair[0]) - (found[0] == pair[1])
        if depth == 0 and found[0] == pair[1]:
            if pair == "()" and _NOT_COUNTED.search(text, start, at):
                break
            return at
        if found[0] == "'" or depth > _DEEPEST:
            break
    raise UnreadableError("a parenthesis has no partner")


def _after_quotes(text: str, at: int) -> int:
    """The place after a double quote's partner; a substitution inside may have quotes of its own."""
    depth = 0
    at += 1
    while at < len(text):
        if text[at] == "\\":
            at += 1
        elif text.startswith(("$(", "${"), at):
            depth += 1
            at += 1
        elif text[at] in ")}" and depth:
            depth -= 1
        elif text[at] == '"' and not depth:
            return at + 1
        at += 1
    raise UnreadableError("a quote does not end")
