"""How `warm` and `refresh` show what they do, and how they end."""

import os
from collections.abc import Iterator

from anyarch.bare import records
from anyarch.catalog import remedies, shelf
from anyarch.catalog.warming import Result
from anyarch.cli import _output, _page, _progress, _target
from anyarch.person.errors import ExitCode


def reported(results: Iterator[Result], number: int, label: str, *, as_json: bool) -> ExitCode:
    """Show progress, then all results; how the command ends.

    Args:
        results: the results, as they come.
        number: how many there will be.
        label: what is being done.
        as_json: print JSON.
    """
    shown = _progress.each(results, label, number, quiet=as_json)
    ended = sorted(shown, key=lambda result: str(result.reference))
    lines = _lines(ended) if ended else []
    _output.result({"images": [_document(result) for result in ended]}, lines, as_json=as_json)
    if not as_json:
        _output.note(f"{sum(result.offered is not None for result in ended)} of {number} known.")
    status = max((_status(result) for result in ended), default=ExitCode.FINE)
    obstacle = shelf.trial(records.folder(dict(os.environ)))
    if obstacle:
        _output.note(f"anyarch: nothing was cached: {obstacle}.")
        status = max(status, ExitCode.FINDING)
    return status


def _status(result: Result) -> ExitCode:
    if result.error:
        return _target.ended_by(result.error)
    return ExitCode.UNREACHABLE if result.is_skipped else ExitCode.FINE


def _outcome(result: Result) -> str:
    if result.offered:
        return " ".join(map(str, result.offered.platforms)) or "nothing"
    return f"not known: {result.error or 'the registry is rate-limiting'}"


def _remedy(result: Result) -> str:
    """What to do about an image that is not known; empty for one that is."""
    if result.error:
        return remedies.of(result.error, result.reference)
    return remedies.of_limit(result.reference) if result.is_skipped else ""


def _lines(results: list[Result]) -> Iterator[str]:
    """A table, with the remedy below the row of each image that is not known."""
    cells = [(str(result.reference), _outcome(result)) for result in results]
    headers, *rows = _page.table_rows(("image", "platforms"), cells)
    yield from headers
    for result, row in zip(results, rows, strict=True):
        yield from row
        if remedy := _remedy(result):
            yield f"  fix: {remedy}"


def _document(result: Result) -> dict[str, object]:
    platforms = [*map(str, result.offered.platforms)] if result.offered else None
    error = None if result.offered else _outcome(result)
    return {
        "image": str(result.reference),
        "platforms": platforms,
        "error": error,
        "remedy": _remedy(result) or None,
    }
