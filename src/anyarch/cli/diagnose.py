"""`anyarch diagnose`: why does this image or container not run, and how can it be fixed?"""

from typing import Any

import click

from anyarch.cli import _options, _output, _page, _target
from anyarch.diagnosis import diagnose
from anyarch.diagnosis.diagnose import Diagnosis
from anyarch.diagnosis.evidence import Evidence
from anyarch.diagnosis.findings import BAD, GOOD, NOTE
from anyarch.person.errors import ExitCode
from anyarch.programs import entry_point, formats, texts
from anyarch.programs.entry_point import LOADER, PROGRAM, Step

_PAGES = "docs/how-to"
_COLUMN = 9
_INDENT = "    "
_KINDS = {
    entry_point.MISSING: "not found",
    entry_point.FOLDER: "a directory",
    entry_point.EMPTY: "an empty file",
    entry_point.BROKEN: "damaged, {detail}",
    entry_point.SCRIPT: "a script for {detail}",
    entry_point.WINDOWS_SCRIPT: "a script with Windows line endings, for {interpreter}",
    entry_point.LIBRARY: "a shared library for {platform}",
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
@click.argument("word", metavar="IMAGE|CONTAINER")
def command(word: str, *, as_json: bool) -> int:
    """Explain why an image or a container does not run, and how to fix it.

    Reads the files that the image starts, without running them: the program, a script's interpreter, the loader. For a
    container, also reads how it ended. To find out what the engine can run, it may run a tiny test program, which
    leaves nothing behind.

    Exits with 1 if something is wrong, if a program did not start or crashed for a reason that is not known, and if a
    shell starts what is not known from the image.
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
        "ending": found.ending._asdict() if found.ending else None,
        "conclusion": found.conclusion._asdict() if found.conclusion else None,
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
    verdict = found.conclusion.sentence if found.conclusion else _fine(found)
    _page.paragraph(verdict, f"{_page.mark(_verdict(found))}  ")
    _output.line()
    _table("engine", [found.host])
    _table("image", [f"{found.name}, {found.label or 'without a platform'}"])
    _table("starts", [_described(step) for step in found.steps] or ["nothing: it has neither ENTRYPOINT nor CMD"])
    if found.ending:
        _table("ended", [f"with status {found.ending.status}", *filter(None, [found.ending.line])])
    if found.conclusion:
        _output.line()
        _page.paragraph(found.conclusion.advice, "fix: ")
        for line in found.conclusion.commands:
            _output.line(line, _INDENT)
        _table("more", [f"{_PAGES}/{found.conclusion.page}"])


def _verdict(found: Diagnosis) -> str:
    if found.conclusion:
        return BAD
    return NOTE if found.unexplained else GOOD


def _fine(found: Diagnosis) -> str:
    if found.unexplained:
        return f"Its files do not show why it failed: {found.unexplained}"
    if found.emulated:
        how = "runs under a private emulator" if found.private else "is emulated"
        return f"Nothing should stop it from running. It {how} ({found.emulated}), which is slower."
    now = " now" if found.ending and found.ending.kind else ""
    return f"Nothing should stop it from running{now}."


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
