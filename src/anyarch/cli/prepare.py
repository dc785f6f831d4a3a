"""`anyarch prepare IMAGE...`: pull images that are not available for this engine's own platform."""

import os
import sys
from collections.abc import Iterator
from typing import Any, NamedTuple

import click

from anyarch.bare.command_line import Invocation, PassThrough, parse
from anyarch.catalog.warming import Result
from anyarch.cli import _completion, _options, _output, _page, _progress, _target
from anyarch.install import real_docker
from anyarch.oci import references
from anyarch.person.errors import ExitCode
from anyarch.preflight import preparation
from anyarch.preflight.preparation import LEAVE, PULL, UNKNOWN, Around, Found

# What became of an image; or UNKNOWN.
_UNCHANGED, _PULLED, _FAILED, _SKIPPED, _UNUSABLE = "unchanged", "pulled", "failed", "skipped", "unusable"
_LIMITED = "The registry is rate-limiting. Log in with docker login, or try again later."
_NOT_DONE = "It was not pulled, because the registry is rate-limiting."


class Ended(NamedTuple):
    """What became of an image, and why; what the command exits with because of it; and what was found before."""

    image: str
    outcome: str
    reason: str
    status: ExitCode = ExitCode.FINE
    found: Found | None = None


@click.command("prepare")
@_options.as_json
@click.argument("images", metavar="IMAGE...", nargs=-1, required=True, shell_complete=_completion.images)
def command(images: tuple[str, ...], *, as_json: bool) -> int:
    """Pull images that are only available for other platforms, for programs that bypass the shim.

    Compose, SDKs such as docker-py, Testcontainers and dev containers ask the engine themselves, without a platform.
    They find an image that is local under its name, so it is pulled for the platform that this engine can run. An image
    that is local, or available for the engine's own platform, is left alone. Nothing is pulled that the engine cannot
    run.

    \b
        anyarch prepare ghcr.io/me/tool:1 postgres:16

    Exits with 1 if an image does not exist, cannot run here or cannot be pulled, and with 4 if the engine or the
    registry does not answer, or is rate-limiting.
    """
    environment = dict(os.environ)
    typed: dict[references.Reference, str] = {}  # each once, as it was typed first
    for image in images:
        typed.setdefault(_target.named(image), image)
    docker = _target.docker(environment) or real_docker.find(environment)
    around = Around(environment, _target.in_force(environment), docker, _target.PATIENCE)
    # The programs do not read DOCKER_DEFAULT_PLATFORM.
    variables = {name: value for name, value in environment.items() if name != "DOCKER_DEFAULT_PLATFORM"}
    read = [(image, parse(["create", image], variables)) for image in typed.values()]
    found = preparation.find(
        [each for _, each in read if isinstance(each, Invocation)],
        around,
        lambda results, number: _watched(results, number, quiet=as_json),
    )
    ended = [Ended(image, _UNCHANGED, each.reason) for image, each in read if isinstance(each, PassThrough)]
    ended += _prepared(found, around)
    _output.result({"images": [_document(each) for each in ended]}, _lines(ended), as_json=as_json)
    return max(each.status for each in ended)


def _watched(results: Iterator[Result], number: int, *, quiet: bool) -> Iterator[Result]:
    yield from _progress.each(results, "Looking up", number, quiet=quiet)


def _prepared(found: list[Found], around: Around) -> Iterator[Ended]:
    """Pull what is to be pulled, one after the other, until its registry is rate-limiting."""
    limiting: set[str] = set()
    for first in found:
        each = preparation.with_handler(first, around)
        domain = references.parse(each.image).domain
        if each.kind == PULL and domain in limiting:
            yield Ended(each.image, _SKIPPED, _NOT_DONE, ExitCode.UNREACHABLE, each)
        elif each.kind == PULL:
            pulled = preparation.pull(each, around, quiet=not sys.stderr.isatty())
            if preparation.is_limited(pulled):
                limiting.add(domain)
                yield Ended(each.image, _FAILED, _LIMITED, ExitCode.UNREACHABLE, each)
            elif pulled.status:
                reason = f"docker could not pull it for {each.decision.platform}."
                yield Ended(each.image, _FAILED, reason, ExitCode.FINDING, each)
            else:
                yield Ended(each.image, _PULLED, each.decision.reason, ExitCode.FINE, each)
        else:
            yield _left(each)


def _left(found: Found) -> Ended:
    """An image that is not pulled."""
    reason = found.decision.reason
    if found.kind == LEAVE:
        return Ended(found.image, _UNCHANGED, reason, ExitCode.FINE, found)
    if found.kind == UNKNOWN:
        status = _target.ended_by(found.error) if found.error else ExitCode.UNREACHABLE
        return Ended(found.image, UNKNOWN, reason, status, found)
    missing = found.decision.missing
    lacks = f" This engine cannot execute {missing}: it has no emulator for it." if missing else ""
    return Ended(found.image, _UNUSABLE, reason + lacks, ExitCode.FINDING, found)


def _document(ended: Ended) -> dict[str, Any]:
    decision = ended.found.decision if ended.found else None
    return {
        "image": ended.image,
        "outcome": ended.outcome,
        "platform": str(decision.platform) if decision and decision.platform else None,
        "emulated": bool(decision and decision.emulated),
        "reason": ended.reason,
        "remedy": (ended.found.remedy if ended.found else "") or None,
    }


def _lines(ended: list[Ended]) -> Iterator[str]:
    """A table, with the remedy below the row of each image that has one."""
    headers, *rows = _page.table_rows(("image", "outcome"), [(each.image, _outcome(each)) for each in ended])
    yield from headers
    for each, row in zip(ended, rows, strict=True):
        yield from row
        if each.found and each.found.remedy:
            yield f"  {each.found.remedy}"


def _outcome(ended: Ended) -> str:
    platform = ended.found.decision.platform if ended.outcome == _PULLED and ended.found else None
    return f"{ended.outcome}{f' for {platform}' if platform else ''}: {ended.reason}"
