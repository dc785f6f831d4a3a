"""Pages of the documentation of which a part is made by a module: what stands between its two marks is replaced."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.laboratory.debian import REPOSITORY


def updated(page: str, maker: str, made: str) -> str:
    """A page, with what its maker, a file of the repository, makes now."""
    begin, end = (f"<!-- made by {maker}: {mark} -->\n" for mark in ("begin", "end"))
    before, _, rest = page.partition(begin)
    return f"{before}{begin}\n{made}\n{end}{rest.partition(end)[2]}"


def write(name: str, maker: str, made: str) -> None:
    file = Path(REPOSITORY, "docs", "reference", name)
    file.write_text(updated(file.read_text(encoding="utf-8"), maker, made), encoding="utf-8")


def write_all(folder: str, texts: Mapping[str, str]) -> None:
    """Write the files of a folder in which all are made, by their names, and remove all others."""
    for file in Path(folder).iterdir():
        file.unlink()
    for name, text in texts.items():
        Path(folder, name).write_text(text, encoding="utf-8")


def table(rows: Sequence[Sequence[str]]) -> str:
    """A table for a page whose lines may be long only where a program has printed them."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(map(str.ljust, cells, widths)).rstrip() for cells in rows]
    return "\n".join(["```text", *lines, "```"])
