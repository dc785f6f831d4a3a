"""What the site does to the text of pages. That its navigation and its links lead somewhere: `make site`."""

import os
import runpy

from tests.laboratory.debian import REPOSITORY


def test_flags_are_kept_whole() -> None:
    change = runpy.run_path(os.path.join(REPOSITORY, ".ci", "site.py"))["on_page_content"]
    flag = '<span class="flag">--pull-all</span>'
    assert change("<p><code>--pull-all</code></p>") == f"<p><code>{flag}</code></p>"
    assert change("<code>docker --pull-all</code>") == f"<code>docker {flag}</code>"
    for other in ("<code>a-b</code>", "<code>--</code>", "a --pull-all", '<code class="x">--pull-all</code>'):
        assert change(other) == other
