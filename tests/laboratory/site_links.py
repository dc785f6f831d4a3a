"""Find links of the built site that lead nowhere on it: `python -m tests.laboratory.site_links FOLDER`.

MkDocs checks links between pages, but not those to other files and folders, or what is left when a page is written.
"""

import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag

ELSEWHERE = ("https:", "http:", "mailto:", "data:", "javascript:", "//")


class Page(HTMLParser):
    """What a page links to, and what can be linked to in it."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.names: set[str] = {""}
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take the addresses and names of an element."""
        for name, value in attrs:
            if value and (name == "id" or (tag == "a" and name == "name")):
                self.names.add(value)
            elif value and name in {"href", "src"} and not value.startswith(ELSEWHERE):
                self.links.add(value)


def dead(folder: Path) -> Iterator[str]:
    """Yield each link that leads nowhere, with its page."""
    pages = {path.resolve(): Page(path) for path in sorted(folder.rglob("*.html"))}
    for path, page in pages.items():
        if path.name == "404.html":  # its links are the server's
            continue
        for link in sorted(page.links):
            address, name = urldefrag(link)
            target = (path.parent / unquote(address)).resolve() if address else path
            target = target / "index.html" if target.is_dir() else target
            known = pages[target].names if target in pages else {""}
            if not target.is_file() or unquote(name) not in known:
                yield f"{path.relative_to(folder.resolve())}: {link}"


if __name__ == "__main__":
    found = list(dead(Path(sys.argv[1])))
    sys.exit("\n".join(found) if found else 0)
