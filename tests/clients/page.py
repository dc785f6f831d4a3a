"""docs/reference/clients.md, made from a run: `python -m tests.clients --page`."""

import datetime as dt
import os
import textwrap
from collections.abc import Sequence

from tests.clients.report import Report, verbs
from tests.clients.table import COMMAND, UNTRIED
from tests.laboratory import made_pages

WIDTH = 118
SENT = """\
With the shim, and an image for another platform. `--platform` is there if the client gives it, or if the shim has added
it.\
"""

HEAD = ("client", "version", "starts docker", "native", "foreign alone", "foreign with the shim", "foreign prepared")


def write(reports: Sequence[Report], engine: str) -> None:
    today = dt.datetime.now(dt.UTC).date().isoformat()
    made = "\n\n".join(
        [
            f"Seen on {today}, on {os.uname().machine}, with {engine}.",
            made_pages.table([HEAD, *map(_row, reports)]),
            "## What to do",
            "\n".join(_item(str(report.client), report.client.advice) for report in reports),
            "## What they start docker with",
            SENT,
            _commands(reports),
            "## Not tried",
            "What is said of these was read in their sources or documentation.",
            "\n".join(
                _item(each.name, f"commands: {each.commands}. {each.advice} Not tried: {each.reason}.")
                for each in UNTRIED
            ),
        ]
    )
    made_pages.write("clients.md", "tests/clients/page.py", made)


def _row(report: Report) -> tuple[str, ...]:
    starts = "yes" if report.client.way == COMMAND else "no"
    native = "as without" if report.is_undisturbed else "NO"
    works = report.works
    foreign = ["works" if each else "fails" for each in (works.alone, works.with_shim, works.prepared)]
    return (_plain(str(report.client)), report.version, starts, native, *foreign)


def _commands(reports: Sequence[Report]) -> str:
    lines = []
    for report in reports:
        if report.client.way == COMMAND:
            lines.append(_plain(str(report.client)))
            lines += textwrap.wrap(verbs(report.with_shim.commands), WIDTH, initial_indent="  ", subsequent_indent="  ")
    return "\n".join(["```text", *lines, "```"])


def _item(name: str, text: str) -> str:
    line = f"- **{name}**: {text}"
    return textwrap.fill(line, WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)


def _plain(text: str) -> str:
    """Text for a block, where Markdown's marks are none."""
    return text.replace("`", "")
