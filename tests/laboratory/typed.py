"""Which blocks of pages the tests type, as the tests' own text says: what is called of a reader, and for which block.

A test has to name the page, the heading and the number outright, or by a constant of its module.
"""

import ast
import os
from collections.abc import Iterator
from pathlib import Path

from tests.laboratory.debian import REPOSITORY
from tests.laboratory.pages import Place

METHODS = {"follows": "console", "quotes": "console", "types": "console", "is_shown": "text"}  # with what they are for
READERS = {"reader", "laptop"}


class UnreadableError(Exception):
    """A call whose block is not named outright."""


def typed() -> dict[Place, str]:
    """The blocks, each with the file of a test that types it."""
    files = sorted(Path(REPOSITORY, "tests").rglob("test_*.py"))
    return {place: os.path.relpath(file, REPOSITORY) for file in files for place in places(file.read_text())}


def places(source: str) -> Iterator[Place]:
    module = ast.parse(source)
    constants = dict(_constants(module))
    tests = [node for node in module.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
    for call in (node for test in tests for node in ast.walk(test) if isinstance(node, ast.Call)):
        if isinstance(call.func, ast.Attribute) and call.func.attr in METHODS and _is_reader(call.func.value):
            page, heading, *more = (_value(word, constants) for word in call.args[:3])
            number = more[0] if more else 0
            if not (isinstance(page, str) and isinstance(heading, str) and isinstance(number, int)):
                raise UnreadableError(f"name the block outright: {ast.unparse(call)}")
            yield Place(page, heading, METHODS[call.func.attr], number)


def _is_reader(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in READERS


def _constants(module: ast.Module) -> Iterator[tuple[str, object]]:
    """The constants of a module: `A = "a"`, and `A, B = "a", "b"`."""
    for node in module.body:
        if not isinstance(node, ast.Assign):
            continue
        for target in node.targets:
            pairs = [(target, node.value)]
            if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                pairs = [*zip(target.elts, node.value.elts, strict=True)]
            for name, value in pairs:
                if isinstance(name, ast.Name) and isinstance(value, ast.Constant):
                    yield name.id, value.value


def _value(word: ast.expr, constants: dict[str, object]) -> object:
    if isinstance(word, ast.Constant):
        return word.value
    return constants.get(word.id) if isinstance(word, ast.Name) else None
