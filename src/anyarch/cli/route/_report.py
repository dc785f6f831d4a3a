"""The routes as the verbs show and write them."""

import os
from collections.abc import Mapping

import click

from anyarch.cli import _output, _page, _target
from anyarch.oci import platforms
from anyarch.oci.platforms import Platform
from anyarch.person import settings_file
from anyarch.person.errors import UsageError
from anyarch.person.settings import CONTEXTS, NEVER

ENABLE = "anyarch config set routing.policy always"


def platform(word: str) -> Platform:
    """The platform of that name.

    Raises:
        click.UsageError: there is none.
    """
    try:
        return platforms.parse(word)
    except ValueError as error:
        raise click.UsageError(f"{error}.") from error


def write(contexts: Mapping[Platform, str]) -> None:
    """Write the contexts to the settings file.

    Raises:
        UsageError: one cannot be the name of a context.
        AnyarchError: the file cannot be written.
    """
    try:
        settings_file.write(dict(os.environ), CONTEXTS, {str(each): name for each, name in contexts.items()})
    except ValueError as error:
        raise UsageError(f"{error}.") from error


def show(*, as_json: bool) -> None:
    """Print the routes that are set."""
    chosen = _target.in_force(dict(os.environ))
    rows = [{"platform": str(each), "context": name} for each, name in chosen.routing_contexts.items()]
    report = {"policy": chosen.routing, "prefer": chosen.routing_prefer, "contexts": rows}
    shown = _page.table(("platform", "context"), [(row["platform"], row["context"]) for row in rows]) if rows else []
    _output.result(report, shown, as_json=as_json, rows="contexts")
    if not as_json and not rows:
        _output.note("No context is set. To set one: anyarch route add PLATFORM CONTEXT")
    elif not as_json and chosen.routing == NEVER:
        _output.note(f"Nothing is routed, because routing.policy is {NEVER}. To route: {ENABLE}")
