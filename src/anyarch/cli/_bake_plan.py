"""`anyarch plan -- buildx bake ...`: each target, and the images that its Dockerfile needs. A bake is never changed."""

import shlex
from typing import Any

from anyarch.build import sentences
from anyarch.build.table import ONE_PLATFORM, PUSHED
from anyarch.cli import _build_plan, _output
from anyarch.decision.outcome import UNCHANGED
from anyarch.person.settings import Settings
from anyarch.preflight import baking
from anyarch.preflight.building import Planned, UnhandledError

_COLUMN = 9
_REASON = "anyarch explains a bake, and never changes it."


def show(words: list[str], environment: dict[str, str], chosen: Settings, docker: str, *, as_json: bool) -> None:
    """Print what each target of a bake needs. Arguments: as for `_build_plan.show`."""
    reason, planned = _REASON, dict[str, Planned]()
    try:
        planned = baking.plan(words, environment, chosen, docker)
    except UnhandledError as error:
        reason = str(error)
    report = {
        "action": UNCHANGED,
        "argv": words,
        "platform": None,
        "emulated": False,
        "reason": reason,
        "host": None,
        "local": None,
        "offered": None,
        "row": 1,
        "remedy": None,
        "memo": False,
        "targets": [_target(name, each, words) for name, each in planned.items()],
    }
    _output.result(report, _lines(report, planned), as_json=as_json)


def _target(name: str, planned: Planned, words: list[str]) -> dict[str, Any]:
    verdict = planned.verdict
    return {
        "target": name,
        "row": verdict.row,
        "platform": str(verdict.platform) if verdict.platform else None,
        "reason": verdict.reason,
        "remedy": _remedy(name, planned, words) or None,
        "images": _build_plan.images(verdict, planned.file),
    }


def _remedy(name: str, planned: Planned, words: list[str]) -> str:
    verdict = planned.verdict
    if verdict.row in (ONE_PLATFORM, PUSHED):
        command = shlex.join(["docker", *words, "--set", f"{name}.platform={verdict.platform}"])
        return f"To build {name} for {verdict.platform}: {command}"
    return sentences.remedy(verdict, words, has_own_builder=planned.has_own_builder, product=planned.product)


def _lines(report: dict[str, Any], planned: dict[str, Planned]) -> list[str]:
    shown = {"action": report["action"], "command": shlex.join(["docker", *report["argv"]]), "why": report["reason"]}
    lines = [f"{name:{_COLUMN}}{value}" for name, value in shown.items()]
    for target in report["targets"]:
        lines.append(f"{'target':{_COLUMN}}{target['target']}: {target['reason']}")
        lines += [f"{'':{_COLUMN}}{line}" for line in _build_plan.image_lines(planned[target["target"]])]
        lines += [f"{'':{_COLUMN}}{target['remedy']}"] if target["remedy"] else []
    return lines
