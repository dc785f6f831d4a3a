"""What is printed has no word that only anyarch's own code uses: a docker user would not know it."""

import ast
import re
from collections.abc import Iterator

from tests.pure.docs.test_man_pages import PAGES
from tests.pure.test_laws import MODULES, parsed

INTERNAL = re.compile(r"\b(rows?|rungs?|ladder|provabl[ey]|memos?|precedents?|invocations?|hopeless)\b")
OLD_LOGS = "diagnosis.usage"  # reads the lines of former versions


def messages(name: str) -> Iterator[str]:
    """The texts in a module that may be part of a sentence; docstrings are not."""
    tree = parsed(name)
    within = (node.body[0] for node in ast.walk(tree) if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef))
    docstrings = {id(first.value) for first in within if isinstance(first, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def test_no_message_and_no_help_has_a_word_of_the_code() -> None:
    texts = [text for name in MODULES if name != OLD_LOGS for text in messages(name)]
    assert [text for text in texts if " " in text and INTERNAL.search(text)] == []
    assert [name for name, page in PAGES.items() if INTERNAL.search(page)] == []
