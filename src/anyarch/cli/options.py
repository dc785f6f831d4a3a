"""`anyarch options IMAGE`: what can you do if an image does not run here?"""

import shlex
from typing import Any

import click

from anyarch.cli import _completion, _options, _output, _page, _target
from anyarch.diagnosis.findings import BAD, GOOD, NOTE, UNREACHABLE
from anyarch.diagnosis.options.option import NONE, POSSIBLE, READY, UNKNOWN
from anyarch.diagnosis.options.survey import PATIENCE, Survey, survey

_VERDICTS = {READY: GOOD, POSSIBLE: NOTE, UNKNOWN: UNREACHABLE}
_TITLES = {"use": "use an existing image", "build": "build it", "emulate": "emulate"}
_INDENT = "    "


@click.command("options")
@_options.as_json
@_options.color
@click.argument("image", shell_complete=_completion.images)
def command(image: str, *, as_json: bool) -> int:
    """Show the ways to run an image on this engine: an existing image, a build, or emulation.

    For each way, shows whether it works here and now, and the commands. If the registry does not have the image for
    this engine, it is asked for up to twelve other names that are usual for this architecture. Nothing is pulled, built
    or installed. The engine may run a tiny test program, which leaves nothing behind.

    Exits with 0 if the image can be run now, with 1 if something has to be prepared first, and with 4 if the engine or
    the registry does not answer.
    """
    engine = _target.engine(PATIENCE)
    found = survey(image, _target.docker(engine.environment), engine)
    if as_json:
        _output.document(_report(found))
    else:
        _print(found)
    return found.exit_code


def _report(found: Survey) -> dict[str, Any]:
    """The survey as JSON has it; null for what is not known."""
    situation = found.situation
    return {
        "image": situation.image,
        "host": str(situation.host),
        "local": [str(platform) for platform in situation.local.platforms] if situation.local else [],
        "offered": [str(platform) for platform in situation.offered.platforms] if situation.offered else None,
        "options": [
            option._asdict()
            | {"commands": [shlex.join(words) for words in option.commands]}
            | {"undo": [shlex.join(words) for words in option.undo]}
            for option in found.options
        ],
    }


def _print(found: Survey) -> None:
    situation = found.situation
    known = ", ".join(map(str, situation.known)) or "an unknown platform"
    _page.paragraph(f"{situation.image} is for {known}; the engine is {situation.host}.")
    nothing = BAD if found.is_hopeless else NOTE
    for option in found.options:
        mark = _page.mark(nothing if option.state == NONE else _VERDICTS[option.state])
        _output.line()
        _page.paragraph(f"{_TITLES[option.way]}: {option.state}", f"{mark}  ")
        _page.paragraph(option.sentence, _INDENT)
        _commands(option.commands)
        for note in option.notes:
            _page.paragraph(note, _INDENT)
        if option.undo:
            _page.paragraph("To undo this:", _INDENT)
            _commands(option.undo)


def _commands(commands: tuple[tuple[str, ...], ...]) -> None:
    for words in commands:
        _page.command([shlex.quote(word) for word in words], _INDENT + _INDENT)
