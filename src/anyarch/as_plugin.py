"""`docker anyarch ...`: docker's words to anyarch's, and docker's global flags to the variables that mean the same.

docker starts a plugin with all of its words (docker/cli, cli-plugins/manager/manager.go, PluginRunCommand): its global
flags, the plugin's name, then the words for the plugin. For `docker help anyarch` the word help comes first.
"""

import os
import sys
from typing import NoReturn

from anyarch.bare.command_line import global_flags
from anyarch.bare.errors import AnyarchError
from anyarch.cli.main import main as run
from anyarch.person.errors import ExitCode, UsageError

NAME = "anyarch"
# By which variable a global flag reaches anyarch's commands, which look where docker looks (`engine.resolve`).
_VARIABLES = {"config": "DOCKER_CONFIG", "context": "DOCKER_CONTEXT", "host": "DOCKER_HOST"}
_FILES = ("tlscacert", "tlscert", "tlskey")


def translated(words: list[str]) -> tuple[list[str], dict[str, str | None]]:
    """Anyarch's words, and the variables to set (or, for None, to remove).

    Raises:
        AnyarchError: a flag cannot be passed on.
    """
    flags, rest = global_flags(words)
    wants_help = rest[:1] == ["help"]
    rest = rest[1:] if wants_help else rest
    rest = rest[1:] if rest[:1] == [NAME] else rest
    if any(name in flags for name in _FILES):
        raise UsageError(
            "docker anyarch takes no --tlscacert, --tlscert or --tlskey: name their folder by DOCKER_CERT_PATH."
        )
    variables: dict[str, str | None] = {
        variable: flags[name] for name, variable in _VARIABLES.items() if flags.get(name)
    }
    if "tls" in flags:
        variables["DOCKER_TLS"] = "1" if flags["tls"] == "true" else None
    if "tlsverify" in flags:  # encrypts, true or false
        variables |= {"DOCKER_TLS": "1", "DOCKER_TLS_VERIFY": "1" if flags["tlsverify"] == "true" else None}
    if "context" in flags:
        variables["DOCKER_HOST"] = None  # which docker would prefer to the context's variable, but not to its flag
    return [*rest, "--help"] if wants_help else rest, variables


def main() -> NoReturn:
    """Run the words of `sys.argv`, which docker gave, and exit."""
    try:
        words, variables = translated(sys.argv[1:])
    except AnyarchError as error:
        sys.stderr.write(f"anyarch: {error}\n")
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
