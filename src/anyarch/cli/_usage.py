"""`anyarch log --stats`: collect what ran, and show it in lines, as JSON, and as a picture."""

import html
import time
from collections.abc import Iterator, Sequence

from anyarch.bare import files
from anyarch.bare.errors import AnyarchError, UnknownEngineError
from anyarch.cli import _output, _target
from anyarch.diagnosis import usage
from anyarch.diagnosis.usage import Row
from anyarch.engine import Engine, history
from anyarch.engine.history import Life
from anyarch.person.errors import EngineError
from anyarch.person.log import Entry
from anyarch.person.reasons import why
from anyarch.person.text import counted, printable
from anyarch.routing.far import Far

_MODE = 0o644
_COLORS = {
    usage.EMULATED: "#c2570c",
    usage.PRIVATE: "#a16207",
    usage.ROUTED: "#0f766e",
    usage.NATIVE: "#1d4ed8",
    usage.FAILED: "#737373",
}
_WIDTH, _BAR, _LABEL, _LINE = 960, 420, 330, 26  # in pixels
_MOST_BARS = 40
_LONGEST_LABEL = 46  # letters; the end of an image's name says more than its beginning


def show(entries: Sequence[Entry], number: int, plot: str | None, *, as_json: bool) -> None:
    """Print the statistics of a log, and write the picture if a file is named.

    Args:
        entries: the log.
        number: how many of its last lines the JSON has as well.
        plot: the file for the picture; None for none.
        as_json: print JSON.

    Raises:
        AnyarchError: the file cannot be written.
    """
    commands = usage.runs(entries)
    near = _target.engine(_target.PATIENCE)
    lives, problems = _lives(commands, near) if commands else ({}, [])
    rows = usage.rows(usage.timed(commands, lives))
    if plot:
        try:
            files.rewrite(plot, picture(rows).encode(), _MODE)
        except OSError as error:
            raise AnyarchError(f"The picture cannot be written: {why(error)}.") from error
    installed = usage.handlers(entries)
    stats = {
        "since": entries[0].time if entries else None,
        "handlers_installed": installed,
        "rows": [{**row._asdict(), "context": row.context or None} for row in rows],
        "problems": problems,
    }
    report = {"entries": [entry._asdict() for entry in entries[-number:]], "stats": stats}
    _output.result(report, lines(rows, installed), as_json=as_json)
    if not as_json:
        for problem in problems:
            _output.note(problem)


def lines(rows: Sequence[Row], installed: int) -> Iterator[str]:
    """What people read."""
    for row in rows:
        where = f" on {row.context}" if row.context else ""
        yield f"{row.kind:9} {row.image}: {counted(row.runs, 'run')}{where}{_took(row)}"
    if installed:
        yield f"{'handlers':9} {counted(installed, 'handler')} installed"
    if not rows and not installed:
        yield "The log has no command that was emulated or routed."


def picture(rows: Sequence[Row]) -> str:
    """The rows as an SVG: a bar for the seconds, or for the number of runs if no time is known."""
    shown = rows[:_MOST_BARS]
    by_time = any(row.seconds for row in shown)
    longest = max([row.seconds if by_time else row.runs for row in shown], default=0) or 1
    size = f'viewBox="0 0 {_WIDTH} {_LINE * (len(shown) + 2)}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="13">',
        f'<text x="8" y="18">{"Seconds" if by_time else "Runs"} of containers that anyarch changed</text>',
    ]
    for number, row in enumerate(shown, 1):
        y = number * _LINE + 8
        width = max(1, round((row.seconds if by_time else row.runs) / longest * _BAR))
        label = printable(f"{row.image}{f' on {row.context}' if row.context else ''}")
        label = label if len(label) <= _LONGEST_LABEL else f"…{label[1 - _LONGEST_LABEL :]}"
        value = f"{row.kind}: {counted(row.runs, 'run')}" + (f", {row.seconds:.1f} s" if row.timed else "")
        parts += [
            f'<text x="{_LABEL - 8}" y="{y + 14}" text-anchor="end">{html.escape(label)}</text>',
            f'<rect x="{_LABEL}" y="{y}" width="{width}" height="18" fill="{_COLORS[row.kind]}"/>',
            f'<text x="{_LABEL + width + 6}" y="{y + 14}">{html.escape(value)}</text>',
        ]
    return "\n".join([*parts, "</svg>", ""])


def _took(row: Row) -> str:
    """How long a row's containers ran, and what that means, as the end of a sentence."""
    if not row.timed:
        return ""
    whole = "" if row.timed == row.runs else f"{row.timed} of them "
    took = f"; {whole}took {row.seconds:.1f} seconds"
    if row.at_most is None:
        return took
    if row.kind == usage.ROUTED:
        return f"{took}, and at most {row.at_most:.1f} seconds more under emulation"
    return f"{took}, of which a native image or a route would have saved at most {row.at_most:.1f}"


def _lives(commands: Sequence[usage.Run], near: Engine) -> tuple[dict[str, list[Life]], list[str]]:
    """The containers that the engines still know, by context; and why an engine does not say."""
    since, now = commands[0].at, time.time()
    lives: dict[str, list[Life]] = {}
    problems: list[str] = []
    for context in dict.fromkeys(run.context for run in commands if run.kind != usage.FAILED):
        try:
            engine = Far(context, near, _target.PATIENCE).engine if context else near
            lives[context] = history.recent(engine, since, now)
        except (EngineError, UnknownEngineError) as error:
            problems.append(f"How long containers ran is not known{f' for {context}' if context else ''}: {error}")
    return lives, problems
