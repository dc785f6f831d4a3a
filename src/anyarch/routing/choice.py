"""Whether the user has chosen the engine of a command, or how to talk to it: then the command is not routed.

A flag or a variable is such a choice. The current context is not (``docker context use``): it is where commands run for
which nothing else is said.
"""

from collections.abc import Iterable

# docker/cli, cli/flags/options.go: all global flags that lead to an engine.
FLAGS = ("context", "host", "tls", "tlsverify", "tlscacert", "tlscert", "tlskey")
# Custom headers may be secrets for this engine. An API version or content trust may suit only this one.
VARIABLES = (
    *("DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_TLS", "DOCKER_TLS_VERIFY"),
    *("DOCKER_CUSTOM_HEADERS", "DOCKER_API_VERSION", "DOCKER_CONTENT_TRUST"),
)


def chosen_by(connection: Iterable[str], environment: dict[str, str]) -> str:
    """The flag or variable by which the user has chosen, in one sentence; empty for none.

    Args:
        connection: the long names of the command's global flags.
        environment: the environment variables.
    """
    given = set(connection)
    flags = [f"--{name}" for name in FLAGS if name in given]
    variables = [name for name in VARIABLES if environment.get(name)]
    chosen = next(iter([*flags, *variables]), "")
    return f"{chosen} chooses the engine." if chosen else ""
