"""`anyarch options IMAGE`: what can be done about an image that does not run here?"""

import json
import shlex
from typing import Any

import click

from anyarch.cli import _page, _target
from anyarch.diagnosis.findings import BAD, GOOD, NOTE, UNREACHABLE
from anyarch.diagnosis.options.option import NONE, POSSIBLE, READY, UNKNOWN
from anyarch.diagnosis.options.survey import PATIENCE, Survey, survey
from anyarch.install import real_docker
from anyarch.person.text import printable

_VERDICTS = {READY: GOOD, POSSIBLE: NOTE, NONE: BAD, UNKNOWN: UNREACHABLE}
_TITLES = {"use": "use what exists", "build": "build it", "emulate": "emulate"}
_INDENT = "    "


@click.command("options")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.argument("image")
def command(image: str, *, as_json: bool) -> int:
    """Show the ways to run an image on this engine: use what exists, build it, or emulate it.

    Each way comes with its state here and now, and with the exact commands. The registry is asked for the image and,
    where that is not for this engine, for the names that are usual for it on this architecture, up to twelve. Nothing
    is pulled, built or installed; the engine may be made to execute a test program, of which nothing stays.

    Exits with 0 if the image can be run now, with 1 if something has to be prepared first, and with 4 if the engine or
    the registry does not answer.
    """
    engine = _target.engine(PATIENCE)
    found = survey(image, _docker(engine.environment), engine)
    if as_json:
        click.echo(json.dumps(_report(found), indent=2))
    else:
        _print(found)
    return found.exit_code


def _docker(environment: dict[str, str]) -> str:
    try:
        return real_docker.find(environment)
    except real_docker.NotFoundError:
        return ""


def _report(found: Survey) -> dict[str, Any]:
    """The survey as JSON has it; null for what is not known."""
    situation = found.situation
    local = situation.local.platforms if situation.local else ()
    return {
        "image": situation.image,
        "host": str(situation.host),
        "local": [str(platform) for platform in local],
        "offered": [str(p) for p in situation.offered.platforms] if situation.offered else None,
        "options": [
            option._asdict()
            | {"commands": [shlex.join(words) for words in option.commands]}
            | {"undo": [shlex.join(words) for words in option.undo]}
            for option in found.options
        ],
    }


def _print(found: Survey) -> None:
    situation = found.situation
    known = ", ".join(map(str, situation.known)) or "no platform that is known"
    _paragraph("", f"{situation.image} is for {known}; the engine is {situation.host}.")
    for option in found.options:
        click.echo()
        title = f"{_page.mark(_VERDICTS[option.state])}  {_TITLES[option.way]}"
        _page.echo(f"{title}: {option.state}")
        _paragraph(_INDENT, option.sentence)
        _commands(option.commands)
        for note in option.notes:
            _paragraph(_INDENT, note)
        if option.undo:
            _paragraph(_INDENT, "To take it back:")
            _commands(option.undo)


def _paragraph(indent: str, text: str) -> None:
    for line in _page.wrapped(printable(text), _page.width() - len(indent)):
        _page.echo(indent + line)


def _commands(commands: tuple[tuple[str, ...], ...]) -> None:
    for words in commands:
        quoted = [printable(shlex.quote(word)) for word in words]
        for line in _page.wrapped_command(quoted, _page.width() - 2 * len(_INDENT)):
            _page.echo(f"{_INDENT}{_INDENT}{line}")
