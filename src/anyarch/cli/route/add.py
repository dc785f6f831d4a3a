"""`anyarch route add PLATFORM CONTEXT`: the engine that is native for a platform."""

import os

import click

from anyarch.bare.endpoint import resolve
from anyarch.bare.errors import UnknownEngineError
from anyarch.cli import _completion, _options, _target
from anyarch.cli.route import _report
from anyarch.person.errors import UsageError


@click.command("add")
@click.argument("platform", shell_complete=_completion.platforms)
@click.argument("context", shell_complete=_completion.contexts)
@_options.as_json
def command(platform: str, context: str, *, as_json: bool) -> None:
    """Set the docker CONTEXT of the engine that is native for PLATFORM.

    \b
        docker context create graviton --docker host=ssh://me@graviton
        anyarch route add linux/arm64 graviton
        anyarch route test graviton

    The context has to exist. Its engine is not asked anything yet. The setting is routing.contexts.
    """
    environment = dict(os.environ)
    added = _report.platform(platform)
    try:
        resolve({"context": context}, environment)
    except UnknownEngineError as error:
        raise UsageError(f"{error} To see the contexts: docker context ls") from error
    _report.write({**_target.in_force(environment).routing_contexts, added: context})
    _report.show(as_json=as_json)
