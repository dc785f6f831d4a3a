"""How a management command may end, and the errors that more than one room raises or catches.

::

    AnyarchError                      exits with 1; the base of all, in bare.errors
        UsageError                    2: the words, a setting or a named file are wrong
        EngineError                   4: the engine did not do what was needed
            UnreachableError          it did not answer
                SilentError           not in time
            RefusedError              it answered that it cannot or will not; also for a registry behind it
                UnlistedError         it does not list the platforms
        RegistryError                 4: a registry that was asked directly did not answer
            NotHttpError              what answered is not HTTP

Errors that one room raises for one purpose are with that room, and have the same base.
"""

from enum import IntEnum

from anyarch.bare.errors import AnyarchError


class ExitCode(IntEnum):
    """The exit codes of the management commands (docs/reference/exit-codes.md); the shim has none of its own."""

    FINE = 0
    FINDING = 1
    USAGE = 2
    BUG = 3
    UNREACHABLE = 4


class UsageError(AnyarchError):
    """What was typed, set or named cannot be used."""

    code = ExitCode.USAGE


class EngineError(AnyarchError):
    """The engine did not do what was needed."""

    code = ExitCode.UNREACHABLE


class UnreachableError(EngineError):
    """The engine did not answer, or not in HTTP."""


class SilentError(UnreachableError):
    """The engine did not answer in time."""


class RefusedError(EngineError):
    """The engine, or a registry, answered that it cannot or will not.

    Args:
        sentence: one sentence, with the other side's own words in it.
        status: the status code of the answer; 0 for an answer that was fine but for its content.
        retry_after: seconds after which a registry may be asked again; None where it did not say.
    """

    def __init__(self, sentence: str, status: int = 0, retry_after: float | None = None) -> None:
        super().__init__(sentence)
        self.status = status
        self.retry_after = retry_after


class UnlistedError(RefusedError):
    """The registry has the image, and the engine does not list its platforms: a single manifest in OCI format.

    Args:
        sentence: as above.
        digest: what the registry has under the name.
    """

    def __init__(self, sentence: str, digest: str) -> None:
        super().__init__(sentence)
        self.digest = digest


class RegistryError(AnyarchError):
    """A registry that was asked directly did not answer, not in time, or not safely."""

    code = ExitCode.UNREACHABLE


class NotHttpError(RegistryError):
    """What answered is not HTTP, or broke off: it may want TLS."""
