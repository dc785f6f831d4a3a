"""The trace of a failure of anyarch's own, in the shim: one line in the log."""

from anyarch.person import log
from anyarch.person.reasons import why


def leave_trace(environment: dict[str, str], error: BaseException) -> None:
    """Log an error after which docker runs the command as typed.

    The error's own words are only kept where they cannot be the user's.
    """
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f" in {trace.tb_frame.f_code.co_filename}, line {trace.tb_lineno}" if trace else ""
    words = f": {why(error)}" if isinstance(error, (ImportError, AttributeError, SyntaxError, OSError)) else ""
    log.write(environment, f"docker ran as typed, because of {type(error).__name__}{place}{words}")
