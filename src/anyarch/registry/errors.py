"""What may come in place of a registry's answer; a refusal is an answer (`engine.questions.RefusedError`)."""


class UnansweredError(Exception):
    """A registry did not answer, not in HTTP, not in time or not safely; the message is one sentence."""


class NotHttpError(UnansweredError):
    """Something answered that is not HTTP, or broke off: TLS may be what it wants."""
