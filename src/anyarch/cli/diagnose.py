"""`anyarch diagnose`: why does this image or container not run, and how can it be fixed?"""

from typing import Any

import click

from anyarch.cli import _completion, _options, _output, _page, _target
from anyarch.diagnosis import diagnose
from anyarch.diagnosis.diagnose import NOT_LOCAL, Diagnosis
from anyarch.diagnosis.evidence import Evidence
from anyarch.diagnosis.findings import BAD, GOOD, NOTE
from anyarch.person import links
from anyarch.person.errors import ExitCode
from anyarch.programs import entry_point, formats, texts
from anyarch.programs.children import Child
from anyarch.programs.entry_point import LOADER, PROGRAM, Step
from anyarch.programs.shell.builtins import HARMLESS

_PAGES = "how-to"
_COLUMN = 9
_INDENT = "    "
_MOST_LINES = 8  # of what was not read
_SOUND = {GOOD: "yes", NOTE: "as far as it was read", BAD: "no"}
_KINDS = {
    entry_point.MISSING: "not found",
    entry_point.FOLDER: "a directory",
    entry_point.EMPTY: "an empty file",
    entry_point.BROKEN: "damaged, {detail}",
    entry_point.SCRIPT: "a script for {detail}",
    entry_point.WINDOWS_SCRIPT: "a script for {interpreter}, with wrong line endings",
    texts.TEXT: "a text file, {detail}",
    texts.MARKED_TEXT: "a text file, {detail}",
    texts.UTF_16_TEXT: "a text file, {detail}",
    texts.POINTER: "{detail}",
    texts.ANSWER: "{detail}",
    texts.ENCODED: "{detail}",
    texts.LINK: "a text with the path {detail}",
    formats.MACOS: "a program for macOS ({detail})",
    formats.WINDOWS: "a program for Windows ({detail})",
    formats.WEBASSEMBLY: "{detail}",
    formats.JAVA: "{detail}",
    formats.COMPRESSED: "{detail}",
    formats.ARCHIVE: "{detail}",
    formats.DOCUMENT: "{detail}",
}


@click.command("diagnose")
@_options.as_json
@_options.color
@click.argument("word", metavar="IMAGE|CONTAINER", shell_complete=_completion.images_and_containers)
def command(word: str, *, as_json: bool) -> int:
    """Explain why an image or a container does not run, and how to fix it.

    Reads the files that the image starts, without running them: the program, a script's interpreter, the loader. For a
    container, also reads how it ended. If an image is not local, asks the registry for which platforms it is available.
    To find out what the engine can run, it may run a tiny test program, which leaves nothing behind.

    Shell scripts are read as well, for the programs that they start. What cannot be read is named, and the verdict is
    then "sound as far as it was read": scripts of other languages, and commands that depend on what is not in the
    image.

    Exits with 1 if something is wrong, if a program did not start or crashed for a reason that is not known, and if the
    program that an image's shell ends in is not known.
    """
    found = diagnose.diagnose(word, _target.engine(_target.PATIENCE))
    if as_json:
        _output.document(_report(found))
    else:
        _print(found)
    return ExitCode.FINDING if found.conclusion or found.unexplained else ExitCode.FINE


def _report(found: Diagnosis) -> dict[str, Any]:
    return {
        **found._asdict(),
        "label": found.label or None,
        "emulated": found.emulated or None,
        "steps": [step._asdict() for step in found.steps],
        "children": [
            {**child._asdict(), "steps": [step._asdict() for step in child.steps]} for child in found.children
        ],
        "unread": [unread._asdict() for unread in found.unread],
        "ending": found.ending._asdict() if found.ending else None,
        "conclusion": found.conclusion._asdict() if found.conclusion else None,
        "sound": _SOUND[BAD if found.unexplained else _verdict(found)],
        "leads": [_lead(each) for each in found.leads],
        "unexplained": found.unexplained or None,
    }


def _lead(found: Evidence) -> dict[str, Any]:
    return {
        "kind": found.lead.kind,
        "speaker": found.lead.speaker or None,
        "line": found.lead.line,
        "file": found.lead.word or None,
        "steps": [step._asdict() for step in found.steps],
    }


def _print(found: Diagnosis) -> None:
    sentence = found.conclusion.sentence if found.conclusion else _fine(found)
    _page.paragraph(sentence, f"{_page.mark(_verdict(found))}  ")
    _output.line()
    _table("engine", [found.host])
    if found.kind == NOT_LOCAL:
        _table("image", [f"{found.name}, not local"])
        _table("offered", [", ".join(found.offered or ("not known",))])
    else:
        _table("image", [f"{found.name}, {found.label or 'without a platform'}"])
        _table("starts", [_described(step) for step in found.steps] or ["nothing: it has neither ENTRYPOINT nor CMD"])
    _table("then", list(dict.fromkeys(_described(step) for child in found.children for step in _shown(child))))
    _table("not read", _first([f"{unread.file}: {unread.what}" for unread in found.unread]))
    _table("note", list(found.notes))
    if found.ending:
        _table("ended", [f"with status {found.ending.status}", *filter(None, [found.ending.line])])
    if found.conclusion:
        _output.line()
        _page.paragraph(found.conclusion.advice, "fix: ")
        for line in found.conclusion.commands:
            _output.line(line, _INDENT)
        _table("more", [links.page(f"{_PAGES}/{found.conclusion.page}")])


def _first(lines: list[str]) -> list[str]:
    return lines if len(lines) <= _MOST_LINES else [*lines[:_MOST_LINES], f"and {len(lines) - _MOST_LINES} more"]


def _verdict(found: Diagnosis) -> str:
    if found.conclusion:
        return BAD
    is_whole = found.steps and not found.unread and not found.notes and not found.unexplained
    return GOOD if is_whole else NOTE


def _fine(found: Diagnosis) -> str:
    if found.kind == NOT_LOCAL:
        return _available(found)
    if found.unexplained:
        return f"Its files do not show why it failed: {found.unexplained}"
    if not found.steps:
        return "It has neither ENTRYPOINT nor CMD, so it starts nothing by itself."
    is_partial = found.unread or found.notes
    sound = f"What it starts is sound{' as far as it was read' if is_partial else ''}"
    if found.ending and not found.ending.kind:
        sentence = f"{sound}; it ended with {found.ending.status} by itself."
    elif is_partial:
        sentence = f"{sound}."
    else:
        sentence = f"Nothing should stop it from running{' now' if found.ending else ''}."
    if found.emulated:
        how = "runs under a private emulator" if found.private else "is emulated"
        sentence += f" It {how} ({found.emulated}), which is slower."
    return sentence


def _shown(child: Child) -> tuple[Step, ...]:
    """The steps of a child that are worth a line: not those of the tools that most scripts use."""
    is_tool = child.steps[0].name in HARMLESS and all(step.is_sound or step.role == LOADER for step in child.steps)
    return child.steps if child.is_sure and not is_tool else ()


def _available(found: Diagnosis) -> str:
    """The verdict on an image that docker can pull: what is in it is not known yet."""
    how = f"docker run pulls it for {found.label}"
    if found.private:
        how = f"A private emulator runs it for {found.label}, if docker is anyarch's shim; expect it to be slower"
    elif found.emulated:
        how += ", which is emulated"
    return f"{found.name} is not local, but available. {how}. Then diagnose it again: its files are not known yet."


def _described(step: Step) -> str:
    where = step.name if step.path in ("", step.name) else f"{step.name}, which is {step.path}"
    what = _KINDS[step.kind].format(**step._asdict()) if step.kind in _KINDS else step.kind
    if step.kind == PROGRAM:
        extra = [f"{step.float_abi} float"] if step.float_abi else []
        extra += [f"x86-64-v{step.level}"] if step.level > 1 else []
        extra += [f"loader {step.detail}"] if step.detail else []
        what = f"a program for {', '.join([step.platform or 'an unknown platform', *extra])}"
    return f"{where}: {what}{'' if step.is_executable or step.role == LOADER else ', not executable'}"


def _table(name: str, lines: list[str]) -> None:
    for line in lines:
        _page.paragraph(line, f"{name:{_COLUMN}}")
        name = ""
