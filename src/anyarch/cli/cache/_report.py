"""How `warm` and `refresh` show what they do, and how they end."""

from collections.abc import Iterator

from anyarch.catalog.warming import Result
from anyarch.cli import _output, _target
from anyarch.person.errors import ExitCode


def reported(results: Iterator[Result], number: int, label: str, *, as_json: bool) -> ExitCode:
    """Show progress, then all results; how the command ends.

    Args:
        results: the results, as they come.
        number: how many there will be.
        label: what is being done.
        as_json: print JSON.
    """
    with _output.progress(results, label, quiet=as_json, length=number) as shown:
        ended = sorted(shown, key=lambda result: str(result.reference))
    width = max((len(str(result.reference)) for result in ended), default=0)
    lines = (f"{result.reference!s:{width}}  {_outcome(result)}" for result in ended)
    _output.result([_document(result) for result in ended], lines, as_json=as_json)
    if not as_json:
        _output.note(f"{sum(result.offered is not None for result in ended)} of {number} known.")
    return max((_status(result) for result in ended), default=ExitCode.FINE)


def _status(result: Result) -> ExitCode:
    if result.error:
        return _target.ended_by(result.error)
    return ExitCode.UNREACHABLE if result.is_skipped else ExitCode.FINE


def _outcome(result: Result) -> str:
    if result.offered:
        return " ".join(map(str, result.offered.platforms)) or "nothing"
    return f"not known: {result.error or 'the registry is rate-limiting'}"


def _document(result: Result) -> dict[str, object]:
    platforms = [*map(str, result.offered.platforms)] if result.offered else None
    error = None if result.offered else _outcome(result)
    return {"image": str(result.reference), "platforms": platforms, "error": error}
