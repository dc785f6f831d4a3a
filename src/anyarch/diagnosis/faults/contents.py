"""What is wrong with a file itself, whatever the engine is."""

from anyarch.programs import entry_point
from anyarch.programs.entry_point import Step

_KINDS = {
    entry_point.FOLDER: "folder",
    entry_point.EMPTY: "empty-file",
    entry_point.BROKEN: "broken-file",
    entry_point.TEXT: "no-first-line",
    entry_point.MARKED_TEXT: "byte-order-mark",
}


def fault(step: Step, before: Step) -> str:
    """What is wrong with a file, which the one before it starts."""
    if step.kind == entry_point.MISSING:
        if step.name.endswith("\r"):
            return "carriage-return"
        missing = {entry_point.LOADER: "loader-missing", entry_point.INTERPRETER: "interpreter-missing"}
        return missing.get(step.role, "carriage-return" if before.detail.endswith("\r") else "program-missing")
    if step.kind in _KINDS:
        return _KINDS[step.kind]
    return "" if step.is_executable or step.role == entry_point.LOADER else "not-executable"
