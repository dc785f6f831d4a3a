"""Run `docker anyarch ...` as `anyarch ...`, with docker's global flags as environment variables.

docker starts a plugin with its whole command line (docker/cli, cli-plugins/manager/manager.go, PluginRunCommand): its
global flags, the name of the plugin, and the plugin's own arguments. For `docker help anyarch` help comes first.
"""

import os
import sys
from typing import NoReturn

from anyarch.bare.command_line import global_flags
from anyarch.bare.endpoint import certificate_folder
from anyarch.bare.errors import AnyarchError
from anyarch.cli._commands import REQUESTS
from anyarch.cli.main import main as run
from anyarch.person.errors import ExitCode, UsageError
from anyarch.person.text import printable

NAME = "anyarch"
# The variables that mean the same as global flags: anyarch's commands read them as docker does (`endpoint.resolve`).
_VARIABLES = {"config": "DOCKER_CONFIG", "context": "DOCKER_CONTEXT", "host": "DOCKER_HOST"}
_FILES = ("tlscacert", "tlscert", "tlskey")


def translated(words: list[str], environment: dict[str, str]) -> tuple[list[str], dict[str, str | None]]:
    """The arguments for anyarch, and the environment variables to set, or to remove where the value is None.

    Args:
        words: docker's, without ``docker``.
        environment: the environment variables.

    Raises:
        AnyarchError: a flag has no such variable, or is unknown.
    """
    if words[:1] and words[0] in REQUESTS:  # docker asks what can be typed next, without its global flags
        return [words[0], *words[2:]], {}
    flags, rest = global_flags(words)
    wants_help = rest[:1] == ["help"]
    rest = rest[1:] if wants_help else rest
    rest = rest[1:] if rest[:1] == [NAME] else rest
    if any(name in flags for name in _FILES):
        raise UsageError(
            "docker anyarch has no --tlscacert, --tlscert or --tlskey: set DOCKER_CERT_PATH to their folder."
        )
    variables: dict[str, str | None] = {
        variable: flags[name] for name, variable in _VARIABLES.items() if flags.get(name)
    }
    if flags.get("config"):  # does not move the certificates
        variables["DOCKER_CERT_PATH"] = certificate_folder(environment)
    if "tls" in flags:
        variables["DOCKER_TLS"] = "1" if flags["tls"] == "true" else None
    if "tlsverify" in flags:  # turns encryption on, whether true or false
        variables |= {"DOCKER_TLS": "1", "DOCKER_TLS_VERIFY": "1" if flags["tlsverify"] == "true" else None}
    if flags.get("context", "default") not in ("", "default"):
        variables["DOCKER_HOST"] = None  # it would override DOCKER_CONTEXT, but not --context
    if flags.get("host") == "":  # the default socket, whatever the variables say
        variables |= {"DOCKER_HOST": None, "DOCKER_CONTEXT": "default"}
    return [*rest, "--help"] if wants_help else rest, variables


def main() -> NoReturn:
    """Run the command line that docker passed in `sys.argv`, and exit."""
    try:
        words, variables = translated(sys.argv[1:], dict(os.environ))
    except AnyarchError as error:
        sys.stderr.write(f"anyarch: {printable(str(error))}\n")
        sys.exit(ExitCode.USAGE)
    for name, value in variables.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
    sys.argv = [NAME, *words]
    run(f"docker {NAME}")


if __name__ == "__main__":
    main()
