r"""The manual pages in docs/man, made from the commands' help: `python -m tests.laboratory.man_pages`, or `make man`.

The wheel has them, so they are installed to share/man/man1. Not by click-man: it escapes neither backslashes nor lines
that begin with a dot, and fills the lines of an example, which follow a ``\b``, like a paragraph.
"""

import inspect
import os
import re

import click

import anyarch
from tests.laboratory import made_pages
from tests.laboratory.commands_page import commands, example, options

FOLDER = os.path.join(os.path.dirname(__file__), "..", "..", "docs", "man")
_MORE = "https://github.com/anyarch/anyarch/tree/main/docs"


def texts() -> dict[str, str]:
    return {f"{_name(context)}.1": _page(command, context) for command, context in commands()}


def _page(command: click.Command, context: click.Context) -> str:
    summary, *paragraphs = inspect.cleandoc(command.help or "").split("\n\n")
    usage = " ".join(command.collect_usage_pieces(context))
    lines = [
        f'.TH "{_name(context).upper()}" "1" "" "anyarch {anyarch.__version__}" "anyarch"',
        ".SH NAME",
        rf"{_text(_name(context))} \- {_text(' '.join(summary.split()).removesuffix('.'))}",
        ".SH SYNOPSIS",
        rf"\fB{_text(context.command_path)}\fR {_text(usage)}",
        ".SH DESCRIPTION",
        _paragraph(summary),
    ]
    for paragraph in paragraphs:
        lines += [".PP", _paragraph(paragraph)]
    lines.append(".SH OPTIONS")
    for names, told in options(command, context):
        lines += [".TP", rf"\fB{_text(names)}\fR", _text(" ".join(told.split()))]
    below = list(command.list_commands(context)) if isinstance(command, click.Group) else []
    if isinstance(command, click.Group):
        lines.append(".SH COMMANDS")
        for name in below:
            found = command.get_command(context, name)
            assert found
            lines += [".TP", rf"\fB{_text(name)}\fR", _text(found.get_short_help_str(200))]
    above = [_name(context.parent)] if context.parent else []
    related = [*above, *(f"{_name(context)}-{name}" for name in below)] or ["docker"]
    shown = ", ".join(rf"\fB{_text(name)}\fR(1)" for name in [*related, *(["docker"] if not above else [])])
    lines += [".SH SEE ALSO", shown, ".PP", _text(_MORE)]
    return "\n".join(lines) + "\n"


def _name(context: click.Context) -> str:
    return context.command_path.replace(" ", "-")


def _paragraph(text: str) -> str:
    if lines := example(text):
        return "\n".join([".RS 4", ".nf", *map(_text, lines.splitlines()), ".fi", ".RE"])
    return _text(" ".join(text.split()))


def _text(text: str) -> str:
    """A line as troff takes it literally."""
    text = text.replace("\\", r"\e").replace("-", r"\-")
    return re.sub(r"^([.'])", r"\\&\1", text)


if __name__ == "__main__":
    made_pages.write_all(FOLDER, texts())
