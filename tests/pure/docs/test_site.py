"""The site's navigation, which the index makes."""

import os
import runpy
from types import SimpleNamespace
from typing import Any

from tests.laboratory.debian import REPOSITORY
from tests.pure.docs.test_docs import PAGES, read

HOOKS = SimpleNamespace(**runpy.run_path(os.path.join(REPOSITORY, ".ci", "site.py")))


def flat(entry: Any) -> list[str]:  # noqa: ANN401 - a navigation of MkDocs
    match entry:
        case str():
            return [entry]
        case dict():
            return [page for value in entry.values() for page in flat(value)]
    return [page for value in entry for page in flat(value)]


def test_each_page_is_in_the_index_and_so_in_the_navigation_once() -> None:
    navigation = HOOKS.navigation(read("docs/README.md"))
    assert sorted(flat(navigation)) == [page.removeprefix("docs/") for page in PAGES]


def test_flags_are_kept_whole() -> None:
    change = HOOKS.on_page_content
    flag = '<span class="flag">--pull-all</span>'
    assert change("<p><code>--pull-all</code></p>") == f"<p><code>{flag}</code></p>"
    assert change("<code>docker --pull-all</code>") == f"<code>docker {flag}</code>"
    for other in ("<code>a-b</code>", "<code>--</code>", "a --pull-all", '<code class="x">--pull-all</code>'):
        assert change(other) == other


def test_links_to_the_code_lead_to_the_repository() -> None:
    source = "https://github.com/anyarch/anyarch/blob/main"
    change = HOOKS.on_page_markdown
    assert change("[a](../../src/anyarch/shim.py#x)") == f"[a]({source}/src/anyarch/shim.py#x)"
    assert change("[a](../../CHANGELOG.md)") == f"[a]({source}/CHANGELOG.md)"
    assert change("[a](../how-to/x.md)") == "[a](../how-to/x.md)"
