"""`anyarch plan -- build ...`: what `anyarch build` would do, and each image that the Dockerfile needs."""

import shlex
from typing import Any

from anyarch.build import sentences
from anyarch.build.facts import Seen
from anyarch.build.table import Verdict
from anyarch.cli import _output
from anyarch.decision.outcome import INSTALL_HANDLER, PLATFORM
from anyarch.oci.platforms import Platform
from anyarch.person.settings import Settings
from anyarch.preflight import building
from anyarch.preflight.building import Planned

_COLUMN = 9
_HINT = "docker build itself is never changed: to build it like this, use anyarch build."


def show(words: list[str], environment: dict[str, str], chosen: Settings, docker: str, *, as_json: bool) -> None:
    """Print what would be done with a build.

    Args:
        words: the command after ``docker``.
        environment: the environment variables.
        chosen: the settings.
        docker: the path of the real docker; empty if there is none.
        as_json: for programs.
    """
    planned = building.plan(words, environment, chosen, docker)
    report = described(planned, words)
    _output.result(report, _lines(report, planned), as_json=as_json)


def described(planned: Planned, words: list[str]) -> dict[str, Any]:
    """The plan as JSON has it."""
    verdict = planned.verdict
    is_waiting = planned.is_waiting
    is_added = verdict.action == PLATFORM or is_waiting
    own, product = planned.has_own_builder, planned.product
    fix = sentences.remedy(verdict, planned.words, has_own_builder=own, product=product)
    if verdict.hindered and is_waiting:
        fix = sentences.installed_first(verdict.hindered)
    return {
        "action": INSTALL_HANDLER if is_waiting else verdict.action,
        "argv": planned.words if is_added else words,
        "platform": _text(verdict.hindered if is_waiting else verdict.platform),
        "emulated": is_added,
        "reason": verdict.reason,
        "host": _text(verdict.host),
        "local": None,
        "offered": None,
        "row": verdict.row,
        "remedy": fix or None,
        "memo": False,
        "images": images(verdict, planned.file),
    }


def images(verdict: Verdict, file: str) -> list[dict[str, Any]]:
    """The needed images as JSON has them."""
    return [_image(each, file) for each in verdict.seen]


def image_lines(planned: Planned) -> list[str]:
    """A line for each needed image."""
    return [sentences.line(each, planned.file) for each in planned.verdict.seen]


def _image(seen: Seen, file: str) -> dict[str, Any]:
    need = seen.need
    return {
        "file": file,
        "line": need.line,
        "instruction": need.kind,
        "image": need.image,
        "platform": str(need.platform),
        "local": [*map(str, seen.local)],
        "offered": [*map(str, seen.offered.platforms)] if seen.offered else None,
        "available": seen.is_met,
        "instead": sentences.pinned(seen) if seen.pin else None,
    }


def _lines(report: dict[str, Any], planned: Planned) -> list[str]:
    shown = {
        "action": sentences.action(planned.verdict, is_waiting=planned.is_waiting),
        "command": shlex.join(["docker", *report["argv"]]),
        "why": report["reason"],
        "host": report["host"] or "not known",
    }
    lines = [f"{name:{_COLUMN}}{value}" for name, value in shown.items()]
    names = ["images", *[""] * len(planned.verdict.seen)]
    lines += [f"{name:{_COLUMN}}{line}" for name, line in zip(names, image_lines(planned), strict=False)]
    hint = _HINT if report["emulated"] else ""
    return [*lines, *filter(None, [report["remedy"], hint])]


def _text(platform: Platform | None) -> str | None:
    return str(platform) if platform else None
