"""`anyarch run-on CONTEXT -- run ...`: become docker with another context, and say what will not follow."""

import os

import click
from click.shell_completion import CompletionItem

from anyarch.bare.command_line import PassThrough, global_flags, parse
from anyarch.bare.endpoint import resolve
from anyarch.bare.errors import AnyarchError, UnknownEngineError
from anyarch.cli import _completion, _words
from anyarch.cli._words import WordsCommand
from anyarch.person import log, notice, settings
from anyarch.person.errors import UsageError
from anyarch.routing import following

VERB = "run-on"
_END = "--"
_RUN = "run"


def _contexts(context: click.Context, option: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return [] if context.params.get("words") else _completion.contexts(context, option, incomplete)


@click.command(VERB, cls=WordsCommand)
@click.argument("words", metavar="CONTEXT -- run [ARGS]...", nargs=-1, type=click.UNPROCESSED, shell_complete=_contexts)
def command(words: tuple[str, ...]) -> None:
    """Run a container on the engine of the docker context CONTEXT, and warn about what stays on this one.

    Mounts, ports, names, and networks are those of the other engine, and the image is pulled there. Nothing else is
    checked or changed: the command is docker --context CONTEXT run ...

    \b
        anyarch run-on graviton -- run --rm -it debian uname -m

    The exit code is that of docker run.
    """
    context, typed = _read(words)
    _words.become([*("--context", context), *typed], _warned)


def _read(words: tuple[str, ...]) -> tuple[str, list[str]]:
    """The context, and the words after docker.

    Raises:
        UsageError: there is no such context, or the words are no `run`.
    """
    context, typed = next(iter(words), ""), [*words[1:]]
    typed = typed[1:] if typed[:1] == [_END] else typed
    typed = typed[1:] if typed[:1] == ["docker"] else typed
    if not context or context.startswith("-") or not typed:
        raise UsageError("Name a context and a command: anyarch run-on CONTEXT -- run ...")
    try:
        connection, operands = global_flags(typed)
        resolve({**connection, "context": context}, dict(os.environ))
    except UnknownEngineError as error:
        raise UsageError(f"{error} To see the contexts: docker context ls") from error
    except AnyarchError as error:
        raise UsageError(f"anyarch cannot read that command. {error}") from error
    if operands[:1] != [_RUN] and operands[:2] != ["container", _RUN]:
        raise UsageError("Only docker run can be run on another context this way.")
    if "context" in connection:
        raise UsageError("The command names a context itself.")
    return context, typed


def _warned(words: list[str], environment: dict[str, str], _: str) -> list[str]:
    """The words as they are; prints what will not follow, and logs."""
    chosen, _problems = settings.load(environment)
    invocation = parse(words, {})
    if isinstance(invocation, PassThrough):
        return words
    context = invocation.connection["context"]
    warnings = following.warnings(invocation, context)
    if warnings and chosen.notice != settings.NEVER:
        notice.say(*warnings)
    log.write(environment, f"run {invocation.image}: on the context {context}, as you asked.")
    return words
