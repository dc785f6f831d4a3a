"""`anyarch diagnose`: why does this image or container not run, and how to fix that?"""

import json
from typing import Any

import click

from anyarch.cli import _page, _target
from anyarch.diagnosis import diagnose
from anyarch.diagnosis.diagnose import Diagnosis
from anyarch.diagnosis.findings import BAD, GOOD
from anyarch.person.errors import ExitCode
from anyarch.person.text import printable
from anyarch.programs import entry_point
from anyarch.programs.entry_point import LOADER, PROGRAM, Step

_PAGES = "docs/how-to"
_COLUMN = 9
_INDENT = "    "
_KINDS = {
    entry_point.MISSING: "not there",
    entry_point.FOLDER: "a folder",
    entry_point.EMPTY: "an empty file",
    entry_point.BROKEN: "damaged, {detail}",
    entry_point.TEXT: "a text, {detail}",
    entry_point.MARKED_TEXT: "a text behind a byte order mark",
    entry_point.SCRIPT: "a script for {detail}",
}


@click.command("diagnose")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.argument("word", metavar="IMAGE|CONTAINER")
def command(word: str, *, as_json: bool) -> int:
    """Say why an image or a container does not run, and how to fix it.

    What it starts is read out of the image, file by file, without running it: the program, the interpreter of a
    script, the loader. Of a container its end is read as well. The engine may be made to execute a test program for
    a foreign platform; nothing of it stays.

    Exits with 1 if something is wrong.
    """
    found = diagnose.diagnose(word, _target.engine(diagnose.PATIENCE))
    if as_json:
        click.echo(json.dumps(_report(found), indent=2))
    else:
        _print(found)
    return ExitCode.FINDING if found.conclusion else ExitCode.FINE


def _report(found: Diagnosis) -> dict[str, Any]:
    """The diagnosis as JSON has it; null for what is not there."""
    return {
        **found._asdict(),
        "label": found.label or None,
        "emulated": found.emulated or None,
        "steps": [step._asdict() for step in found.steps],
        "ending": found.ending._asdict() if found.ending else None,
        "conclusion": found.conclusion._asdict() if found.conclusion else None,
    }


def _print(found: Diagnosis) -> None:
    mark = _page.mark(BAD if found.conclusion else GOOD)
    verdict = found.conclusion.sentence if found.conclusion else _fine(found)
    _paragraph(f"{click.unstyle(mark)}  ", verdict, f"{mark}  ")
    click.echo()
    _table("engine", [found.host])
    _table("image", [f"{found.name}, {found.label or 'for no platform that it names'}"])
    _table("starts", [_told(step) for step in found.steps] or ["nothing: it has neither ENTRYPOINT nor CMD"])
    if found.ending:
        _table("ended", [f"with {found.ending.status}", *filter(None, [found.ending.line])])
    if found.conclusion:
        click.echo()
        _paragraph("fix: ", found.conclusion.advice)
        for line in found.conclusion.commands:
            click.echo(f"{_INDENT}{printable(line)}")
        _table("more", [f"{_PAGES}/{found.conclusion.page}"])


def _fine(found: Diagnosis) -> str:
    if found.emulated:
        return f"Nothing should stop it from running. It runs under emulation, as {found.emulated}, which is slower."
    return (
        "Nothing should stop it from running now."
        if found.ending and found.ending.kind
        else "Nothing should stop it from running."
    )


def _told(step: Step) -> str:
    where = step.name if step.path in ("", step.name) else f"{step.name}, which is {step.path}"
    what = _KINDS[step.kind].format(**step._asdict()) if step.kind in _KINDS else step.kind
    if step.kind == PROGRAM:
        extra = [f"{step.float_abi} float"] if step.float_abi else []
        extra += [f"x86-64-v{step.level}"] if step.level > 1 else []
        extra += [f"loader {step.detail}"] if step.detail else []
        what = f"a program for {', '.join([step.platform or 'no known platform', *extra])}"
    return f"{where}: {what}{'' if step.is_executable or step.role == LOADER else ', not executable'}"


def _table(name: str, lines: list[str]) -> None:
    for line in lines:
        _paragraph(f"{name:{_COLUMN}}", line)
        name = ""


def _paragraph(lead: str, text: str, shown: str = "") -> None:
    """A text, wrapped beside its lead, which is printed as `shown` where colours make it longer than it is."""
    for line in _page.wrapped(printable(text), _page.width() - len(lead)):
        _page.echo(f"{shown or lead}{line}")
        lead, shown = " " * len(lead), ""
