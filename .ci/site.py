"""What the site needs beyond the pages: navigation, links to files outside of docs/, and flags that stay whole."""

import os
import re
from typing import Any

SOURCE = "https://github.com/anyarch/anyarch/blob/main/"
INDEX = "README.md"
_OUTSIDE = re.compile(r"\]\((?:\.\./)+((?:src|shell|tests|[A-Z]+\.md)[^)]*)\)")
_CODE = re.compile(r"<code>[^<]+</code>")
_FLAG = re.compile(r"(?<![^\s>])-[-\w]*\w")
_GROUP = re.compile(r"^(?:## (.+)|([A-Z][^.|]*):)$")
_PAGE = re.compile(r"\]\(([^)#:]+\.md)[)#]")


def on_config(config: Any, **_: Any) -> Any:  # noqa: ANN401 - MkDocs gives objects of its own
    """Make the navigation: the index's headings with the pages that are linked below them, each page once."""
    with open(os.path.join(config["docs_dir"], INDEX), encoding="utf-8") as file:
        config["nav"] = navigation(file.read())
    return config


def on_page_markdown(markdown: str, **_: Any) -> str:  # noqa: ANN401 - as above
    """The page's text, as MkDocs is going to read it."""
    return _OUTSIDE.sub(rf"]({SOURCE}\1)", markdown)


def on_page_content(html: str, **_: Any) -> str:  # noqa: ANN401 - as above
    """The page as HTML, in which no flag is broken behind its hyphens; site.css has the class."""
    return _CODE.sub(lambda code: _FLAG.sub(r'<span class="flag">\g<0></span>', code[0]), html)


def navigation(index: str) -> list[Any]:
    """The navigation for the text of the index; what its table of symptoms leads to comes after the ways to use it."""
    groups: dict[str, list[str]] = {}
    symptoms: list[str] = []
    group = ""
    for line in index.splitlines():
        if found := _GROUP.match(line):
            group = found[1] or found[2]
        for page in _PAGE.findall(line):
            (symptoms if line.startswith("|") else groups.setdefault(group, [])).append(page)
    listed = {page for pages in groups.values() for page in pages}
    rest = [page for page in dict.fromkeys(symptoms) if page not in listed]
    entries: list[Any] = [{"Start": INDEX}]
    for name, pages in groups.items():
        if name == "Reference":
            entries.append({"By symptom": rest})
        once = list(dict.fromkeys(pages))
        entries.extend(once if len(once) == 1 else [{name: once}])
    return entries
