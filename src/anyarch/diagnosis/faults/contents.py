"""What is wrong with a file itself, whatever the engine is."""

from anyarch.programs import entry_point, formats, texts
from anyarch.programs.entry_point import Step

_KINDS = {
    entry_point.FOLDER: "folder",
    entry_point.EMPTY: "empty-file",
    entry_point.BROKEN: "broken-file",
    entry_point.WINDOWS_SCRIPT: "carriage-return",
    entry_point.LIBRARY: "not-a-program",
    texts.TEXT: "no-first-line",
    texts.MARKED_TEXT: "byte-order-mark",
    texts.UTF_16_TEXT: "utf-16",
    texts.POINTER: "git-lfs-pointer",
    texts.ANSWER: "error-page",
    texts.ENCODED: "base64-text",
    texts.LINK: "git-symlink",
    formats.MACOS: "macos-program",
    formats.WINDOWS: "windows-program",
    formats.WEBASSEMBLY: "webassembly",
    formats.JAVA: "java-program",
    formats.COMPRESSED: "compressed-file",
    formats.ARCHIVE: "archive",
    formats.DOCUMENT: "not-a-program",
}


def fault(step: Step, before: Step) -> str:
    """What is wrong with a file, which the one before it starts."""
    if step.kind == entry_point.MISSING:
        missing = {entry_point.LOADER: "loader-missing", entry_point.INTERPRETER: "interpreter-missing"}
        is_of_script = before.kind == entry_point.SCRIPT or before.role == entry_point.INTERPRETER
        return (
            "carriage-return"
            if is_of_script and step.name.endswith("\r")
            else missing.get(step.role, "program-missing")
        )
    if step.kind in _KINDS:
        return _KINDS[step.kind]
    return "" if step.is_executable or step.role == entry_point.LOADER else "not-executable"
