r"""The list in docs/reference/commands.md, made from the commands: `python -m tests.laboratory.commands_page`.

Options are told in the words of their own help; what follows a
``\b`` in a help text is an example, and becomes a block.
"""

import inspect
import textwrap
from collections.abc import Iterator

import click

from anyarch.cli.main import COMMANDS, cli
from tests.laboratory import made_pages

MAKER = "tests/laboratory/commands_page.py"
_WIDTH = 120
_EXAMPLE_MARKS = ("\b\n", "\\b\n")


def walk(command: click.Command, context: click.Context) -> Iterator[tuple[click.Command, click.Context]]:
    yield command, context
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from walk(below, click.Context(below, info_name=name, parent=context))


def commands() -> list[tuple[click.Command, click.Context]]:
    return list(walk(cli, click.Context(cli, info_name="anyarch", **cli.context_settings)))


def generated() -> str:
    summary = [f"| [`anyarch {name}`](#anyarch-{name}) | {told} |" for name, told in sorted(COMMANDS.items())]
    table = "\n".join(["| command | what it does |", "|---|---|", *summary])
    return "\n\n".join([table, *(_section(command, context) for command, context in commands())]) + "\n"


def _section(command: click.Command, context: click.Context) -> str:
    usage = f"```text\n{' '.join([context.command_path, *command.collect_usage_pieces(context)])}\n```"
    paragraphs = inspect.cleandoc(command.help or "").split("\n\n")
    told = [_filled(f"- `{names}`: {told}", subsequent_indent="  ") for names, told in options(command, context)]
    return "\n\n".join([f"## `{context.command_path}`", usage, *map(_paragraph, paragraphs), "\n".join(told)])


def options(command: click.Command, context: click.Context) -> list[tuple[str, str]]:
    found = [option for option in command.get_params(context) if isinstance(option, click.Option)]
    return [option.get_help_record(context) or (" ".join(option.opts), "") for option in found]


def example(paragraph: str) -> str:
    """The lines of a paragraph that is an example; empty for any other."""
    for mark in _EXAMPLE_MARKS:
        if paragraph.startswith(mark):
            return textwrap.dedent(paragraph.removeprefix(mark))
    return ""


def _paragraph(text: str) -> str:
    return f"```sh\n{lines}\n```" if (lines := example(text)) else _filled(text)


def _filled(text: str, subsequent_indent: str = "") -> str:
    return textwrap.fill(
        " ".join(text.split()),
        _WIDTH,
        subsequent_indent=subsequent_indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


if __name__ == "__main__":
    made_pages.write("commands.md", MAKER, generated())
