"""A docker that is a wrapper, which may choose an engine by rules of its own (`bare.endpoint.is_wrapper`).

Which engine it would choose is not known here, so its commands are left alone, unless ``docker.engine`` says which one
that is: a URL, as for ``--host``, or the name of a context. A wrapper hands on the flags that it is given, so an engine
that the command names comes before that. If the wrapper calls docker by name, the shim gets the command again, and
handles it.
"""

from anyarch.bare.endpoint import is_wrapper
from anyarch.bare.errors import UnknownEngineError
from anyarch.person import settings


class UnnamedEngineError(UnknownEngineError):
    """The wrapper's engine is not known, since nothing names it."""


def is_named(environment: dict[str, str]) -> bool:
    """Whether the settings name the engine of a wrapper: the shim asks this before it loads the rest."""
    return bool(settings.load(environment)[0].engine)


def connection(given: dict[str, str], docker: str, engine: str) -> dict[str, str]:
    """The global flags that lead to the engine which a command talks to.

    Args:
        given: those of the command, by long name.
        docker: the path of the real docker; empty if there is none.
        engine: the setting ``docker.engine``; empty for none.

    Raises:
        UnnamedEngineError: docker is a wrapper, and there is no such setting.
    """
    if not is_wrapper(docker):
        return given
    if not engine:
        raise UnnamedEngineError(
            f"{docker} is not docker itself, and may choose an engine by its own rules. "
            "If you know which one, set docker.engine to it."
        )
    if given.get("context") or "host" in given:
        return given
    return {**given, "host" if "://" in engine else "context": engine}
