"""Options that several commands have."""

import os
from collections.abc import Callable
from typing import Any

import click

from anyarch.cli import _output, _template


def _color(context: click.Context, _option: click.Parameter, word: str | None) -> None:
    if word or context.parent is None:
        context.color = _output.color(word or "auto", os.environ)


def _format(context: click.Context, _option: click.Parameter, template: str | None) -> None:
    if template and template != _template.PEOPLE:
        context.meta[_output.TEMPLATE] = template


def _json(context: click.Context, _option: click.Parameter, is_wanted: bool) -> bool:  # noqa: FBT001 - click passes it
    return is_wanted or _output.TEMPLATE in context.meta


def _quiet(template: str) -> Callable[[click.Context, click.Parameter, bool], None]:
    def choose(context: click.Context, _option: click.Parameter, is_quiet: bool) -> None:  # noqa: FBT001 - as above
        if is_quiet:
            context.meta[_output.TEMPLATE] = template

    return choose


def as_json(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--json` and `--format`: a command whose `as_json` is set prints a report, not lines for people."""
    wants_format = click.option(
        "--format",
        metavar="TEMPLATE",
        is_eager=True,
        expose_value=False,
        callback=_format,
        help="Print fields, as in docker's commands: json, or '{{.Field}}', or 'table {{.Field}}'.",
    )
    return click.option("--json", "as_json", is_flag=True, callback=_json, help="Print JSON.")(wants_format(command))


def quiet(field: str, what: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """`--quiet`: print one field of each row alone."""
    return click.option(
        "--quiet",
        "-q",
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_quiet(f"{{{{.{field}}}}}"),
        help=f"Only print {what}.",
    )


folder = click.option("--dir", "folder", metavar="DIR", help="The shim's directory.  [default: in your data directory]")
color = click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    callback=_color,
    expose_value=False,
    help="When to use colors.  [default: auto, at a terminal]",
)
yes = click.option("--yes", "is_given", is_flag=True, help="Do not ask for confirmation.")
