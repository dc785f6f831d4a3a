"""`anyarch plan -- run ...`: what anyarch would do with a docker command, and why."""

import os
import shlex
import time
from typing import Any

import click

from anyarch.bare import memo, records
from anyarch.bare.command_line import Invocation, PassThrough, parse
from anyarch.bare.endpoint import is_wrapper
from anyarch.build.bake import is_bake
from anyarch.build.command_line import is_build
from anyarch.cli import _bake_plan, _build_plan, _completion, _options, _output, _project, _target
from anyarch.compose.command_line import is_compose
from anyarch.decision import sentences
from anyarch.decision.outcome import PRIVATE_EMULATION
from anyarch.person.settings import ASK
from anyarch.preflight import consent, private_run, run
from anyarch.preflight.facts import EngineFacts, Known


@click.command("plan", context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@_options.as_json
@click.argument("words", nargs=-1, required=True, type=click.UNPROCESSED, shell_complete=_completion.words_of_docker)
def command(words: tuple[str, ...], *, as_json: bool) -> None:
    """Show what anyarch would do with a docker command, without doing it.

    WORDS are the docker command without `docker`:

    \b
        anyarch plan -- run --rm alpine uname -m
        anyarch plan -- compose up
        anyarch plan -- build .

    The engine and the registry are asked as they are for the command itself. The engine may run a tiny test program
    for a foreign platform, which leaves nothing behind.
    """
    started = time.monotonic()
    environment = dict(os.environ)
    chosen = _target.in_force(environment)
    # A pasted command may begin with docker, which has no verb of that name.
    words = words[1:] if words[0] == "docker" else words
    docker = _target.docker(environment)
    if is_compose(list(words)):
        project = _project.planned(list(words), environment, chosen, docker)
        _output.result(project, _project.lines(project), as_json=as_json)
        return
    if is_build(list(words)):
        _build_plan.show(list(words), environment, chosen, docker, as_json=as_json)
        return
    if is_bake(list(words)):
        _bake_plan.show(list(words), environment, chosen, docker, as_json=as_json)
        return
    invocation = parse(list(words), environment)
    has_memo = _has_memo(invocation, environment, docker)
    rungs = consent.all_rungs(chosen, environment)
    planned = run.plan(invocation, environment, chosen, started, rungs, docker=docker)
    decision, facts, routing = planned
    argv, hint = run.words_for(list(words), invocation, decision), sentences.remedy(decision, planned.product)
    if decision.action == PRIVATE_EMULATION and isinstance(invocation, Invocation) and facts:
        argv, hint = private_run.planned(list(words), invocation, decision, facts)
    report = {
        "action": decision.action,
        "argv": argv,
        "platform": str(decision.platform) if decision.platform else None,
        "emulated": decision.emulated,
        "reason": decision.reason,
        **_known(facts),
        "row": decision.row,
        "context": decision.context or None,
        "remedy": hint or None,
        "memo": has_memo,
    }
    action = sentences.action(decision, "" if isinstance(invocation, PassThrough) else invocation.verb)
    kept = [*filter(None, [*routing.problems, routing.kept])] if routing and not decision.context else []
    if decision.context and chosen.routing == ASK:
        kept.append("You are asked first.")
    lines = [*_lines(report, action), *(f"{'routing':9}{reason}" for reason in kept), hint]
    _output.result(report, filter(None, lines), as_json=as_json)


def _has_memo(invocation: Invocation | PassThrough, environment: dict[str, str], docker: str) -> bool:
    """Whether the launcher would run docker as typed without looking at the image."""
    if not docker or isinstance(invocation, PassThrough) or is_wrapper(docker):
        return False
    return memo.holds(memo.Subject(records.folder(environment), invocation, environment, docker))


def _known(facts: EngineFacts | None) -> dict[str, object]:
    """The facts as JSON has them; null for what was not asked or not answered, an empty list for none."""
    known = facts.known() if facts else Known()
    return {
        "host": known.host and str(known.host),
        "local": known.local if known.local is None else [*map(str, known.local)],
        "offered": known.offered if known.offered is None else [*map(str, known.offered)],
    }


def _lines(report: dict[str, Any], action: str) -> list[str]:
    def listed(name: str) -> str:
        return "not known" if report[name] is None else ", ".join(report[name]) or "nothing"

    shown = {
        "action": action,
        "command": shlex.join(["docker", *report["argv"]]),
        "why": report["reason"],
        "host": report["host"] or "not known",
        "local": listed("local"),
        "offered": listed("offered"),
    }
    if report["memo"]:
        shown["known"] = "the image was native, so the command runs as typed, without a check, for some minutes"
    return [f"{name:9}{value}" for name, value in shown.items()]
