"""`anyarch override`: a Compose file with the platforms that a project's services need."""

import os
from collections.abc import Iterator

import click

from anyarch.catalog.warming import Result
from anyarch.cli import _options, _output, _progress, _target
from anyarch.compose import override
from anyarch.compose.command_line import Command
from anyarch.compose.project import ALWAYS, Need
from anyarch.install import real_docker
from anyarch.person.errors import ExitCode, UsageError
from anyarch.person.reasons import why
from anyarch.preflight import services
from anyarch.preflight.preparation import PULL, UNKNOWN, Around
from anyarch.preflight.services import Step

_DEFAULT_NAME = "compose.platforms.yaml"
_FOUND_BY_COMPOSE = [f"{stem}.override.{end}" for stem in ("compose", "docker-compose") for end in ("yaml", "yml")]


@click.command("override")
@click.option("--file", "-f", "files", metavar="FILE", multiple=True, help="A Compose file, as for docker compose.")
@click.option("--project-name", "-p", metavar="NAME", help="The project's name, as for docker compose.")
@click.option("--project-directory", metavar="DIR", help="The project's directory, as for docker compose.")
@click.option("--env-file", "env_files", metavar="FILE", multiple=True, help="As for docker compose.")
@click.option("--profile", "profiles", metavar="NAME", multiple=True, help="Only this profile.  [default: all]")
@click.option("--output", "-o", metavar="FILE", help="Write it to a new file instead.")
@_options.as_json
def command(  # noqa: PLR0913 - each is an option
    *,
    files: tuple[str, ...],
    project_name: str | None,
    project_directory: str | None,
    env_files: tuple[str, ...],
    profiles: tuple[str, ...],
    output: str | None,
    as_json: bool,
) -> int:
    """Print a Compose file with the platforms that a project's services need.

    It has `platform:` for the services whose images are only available for other platforms, and that this engine can
    run, and nothing else. Unlike anyarch compose, it also helps docker compose pull and pull_policy: always. Compose
    recreates the containers of these services once.

    \b
        anyarch override -o compose.platforms.yaml
        docker compose -f compose.yaml -f compose.platforms.yaml up

    Exits with 1 if an image cannot run here, and with 4 if the engine or the registry does not answer.
    """
    project = [
        *(("file", each) for each in files),
        *(("project-name", each) for each in [project_name] if each),
        *(("project-directory", each) for each in [project_directory] if each),
        *(("env-file", each) for each in env_files),
        *(("profile", each) for each in profiles or ["*"]),
    ]
    if output and os.path.lexists(output):
        raise UsageError(f"{output} already exists. Remove it, or name another file.")
    words = tuple(word for name, value in project for word in (f"--{name}", value))
    steps = _survey(Command("config", (), words, tuple(project), ()), quiet=as_json)
    platforms = {step.need.service.name: str(step.found.decision.platform) for step in steps if step.found.kind == PULL}
    for step in steps:
        if step.found.kind != PULL and (step.is_unusable or step.found.kind == UNKNOWN):
            _output.note(" ".join(filter(None, [f"{step.need.service.name}: {step.reason}", step.found.remedy])))
    if as_json:
        _output.document(override.document(platforms))
    elif not output:
        _output.exactly(override.text(platforms, _DEFAULT_NAME), end="")
    if output and platforms:
        _write(output, override.text(platforms, os.path.basename(output)), is_found=not files)
    elif not platforms:
        _output.note("No service needs a platform.")
    return max((_status(step) for step in steps), default=ExitCode.FINE)


def _survey(command: Command, *, quiet: bool) -> tuple[Step, ...]:
    # A platform for all services is not theirs, and the file is for others too.
    environment = {name: value for name, value in os.environ.items() if name != "DOCKER_DEFAULT_PLATFORM"}
    docker = _target.docker(environment) or real_docker.find(environment)
    # What cannot run now is only named.
    chosen = _target.in_force(environment)._replace(emulation="never")
    around = Around(environment, chosen, docker, _target.PATIENCE)
    found = services.read(command, around, explains=True)
    open_to_it = [each for each in found if each.image and not each.is_made and not each.platform]

    def watch(results: Iterator[Result], number: int) -> Iterator[Result]:
        yield from _progress.each(results, "Looking up", number, quiet=quiet)

    return services.steps(command, [Need(each, ALWAYS) for each in open_to_it], around, watch)


def _write(path: str, text: str, *, is_found: bool) -> None:
    try:
        with open(path, "x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {why(error)}.") from error
    if is_found and os.path.basename(path) in _FOUND_BY_COMPOSE:
        _output.note(f"{path} was written. Compose reads it by itself, if it is beside the project's Compose file.")
    else:
        _output.note(f"{path} was written. To use it: docker compose -f compose.yaml -f {path} up")


def _status(step: Step) -> ExitCode:
    if step.found.kind == UNKNOWN:
        return _target.ended_by(step.found.error) if step.found.error else ExitCode.UNREACHABLE
    return ExitCode.FINDING if step.is_unusable and step.found.kind != PULL else ExitCode.FINE
