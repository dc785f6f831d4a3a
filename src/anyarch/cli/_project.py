"""What `anyarch plan -- compose ...` says: which images would be pulled before the command, and what else is known."""

import shlex
from typing import Any

from anyarch.install import real_docker
from anyarch.person.settings import Settings
from anyarch.preflight import services
from anyarch.preflight.preparation import Around
from anyarch.preflight.services import Step, Steps

_PREPARE, _UNCHANGED = "prepare", "unchanged"


def planned(words: list[str], environment: dict[str, str], chosen: Settings, docker: str) -> dict[str, Any]:
    """The report about a `docker compose` command; nothing is pulled.

    Args:
        words: the words after ``docker``.
        environment: the environment variables.
        chosen: the settings.
        docker: the path of the real docker; empty if there is none.
    """
    try:
        around = Around(environment, chosen, docker or real_docker.find(environment), chosen.pull_timeout)
        found = services.find(words, around, explains=True)
    except real_docker.NotFoundError as error:
        found = Steps(reason=str(error))
    return {
        "action": _PREPARE if found.pulled else _UNCHANGED,
        "argv": words,
        "platform": None,
        "emulated": any(step.found.decision.emulated for step in found.pulled),
        "reason": found.reason,
        "host": _host(found),
        "local": None,
        "offered": None,
        "row": None,
        "remedy": next((step.remedy for step in found.every if step.is_unusable and step.remedy), None),
        "memo": False,
        "steps": [_step(step) for step in found.pulled],
        "unusable": [{**_step(step), "remedy": step.remedy or None} for step in found.every if step.is_unusable],
    }


def lines(report: dict[str, Any]) -> list[str]:
    """The same for people."""
    shown = [
        f"action   {'images are pulled first' if report['steps'] else _UNCHANGED}",
        *(f"pull     {_told(step)}" for step in report["steps"]),
        f"command  {shlex.join(['docker', *report['argv']])}",
        f"why      {report['reason']}",
    ]
    for each in report["unusable"]:
        shown += [f"{each['service']}: {each['reason']}", *filter(None, [each["remedy"]])]
    return shown


def _host(found: Steps) -> str | None:
    hosts = (step.found.plan.facts.known().host for step in found.every if step.found.plan and step.found.plan.facts)
    return next((str(host) for host in hosts if host), None)


def _step(step: Step) -> dict[str, Any]:
    decision = step.found.decision
    return {
        "service": step.need.service.name,
        "image": step.found.image,
        "platform": str(decision.platform) if decision.platform else None,
        "emulated": decision.emulated,
        "reason": step.reason if step.is_unusable else decision.reason,
    }


def _told(step: dict[str, Any]) -> str:
    how = ", under emulation" if step["emulated"] else ""
    return f"{step['image']} for {step['platform']}{how} ({step['service']})"
