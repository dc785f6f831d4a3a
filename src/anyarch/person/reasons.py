"""Why something failed, in the words of a sentence for people: no numbers, class names or representations.

Libraries wrap what the system says: requests an error of urllib3, that one of the socket. The innermost error is the
reason, and what is around it only repeats it. It has no dot at its end, since it is the end of a sentence.

It names no file or address: the sentence around it does.
"""

_WRAPPING = ("docker", "requests", "urllib3")
_NO_ANSWER = "no answer in time"
# By the class's name, since the library that has it is loaded only where it is used.
_BY_CLASS = {
    "BadStatusLine": "the answer is not HTTP",
    "IncompleteRead": "the answer is cut off",
    "LineTooLong": "the answer is not HTTP",
    "RemoteDisconnected": "the connection was closed",
    "UnicodeDecodeError": "it is not UTF-8",
    "UnicodeEncodeError": "it has letters that cannot be written there",
}
# What OpenSSL calls them.
_BY_TLS = {
    "HTTP_REQUEST": "it does not use TLS",
    "WRONG_VERSION_NUMBER": "it does not use TLS",
    "PACKET_LENGTH_TOO_LONG": "it does not use TLS",
    "RECORD_LAYER_FAILURE": "it does not use TLS",
    "TLSV13_ALERT_CERTIFICATE_REQUIRED": "it requires a client certificate",
    "SSLV3_ALERT_HANDSHAKE_FAILURE": "it does not accept these TLS settings or this certificate",
    "SSLV3_ALERT_BAD_CERTIFICATE": "it does not accept this client certificate",
    "TLSV1_ALERT_UNKNOWN_CA": "it does not accept this client certificate",
    "UNEXPECTED_EOF_WHILE_READING": "the connection was closed",
}


def innermost(error: BaseException) -> BaseException:
    """The error that others were made of."""
    seen = [error]
    while True:
        inner = next((each for each in _inside(seen[-1]) if each not in seen), None)
        if inner is None:
            return seen[-1]
        seen.append(inner)


def why(error: BaseException) -> str:
    """The reason of an error, as the end of a sentence; empty if it gives none."""
    reason = innermost(error)
    words = _words(reason)
    first, _, rest = words.partition(" ")
    is_name = not first.replace("-", "").isalpha() or not first[1:].islower()  # such as OCI or docker.io
    return f"{first}{' ' if rest else ''}{rest}" if is_name else f"{first.lower()}{' ' if rest else ''}{rest}"


def once(message: str) -> str:
    """What another program said, but once: registries say ``manifest unknown: manifest unknown``."""
    parts = message.strip().split(": ")
    return ": ".join(part for number, part in enumerate(parts) if number == 0 or part != parts[number - 1])


def _inside(error: BaseException) -> list[BaseException]:
    """What an error of a library wraps."""
    if type(error).__module__.partition(".")[0] not in _WRAPPING:
        return []
    found = [getattr(error, "reason", None), *error.args, error.__cause__, error.__context__]
    return [each for each in found if isinstance(each, BaseException)]


def _words(error: BaseException) -> str:
    known = next((_BY_CLASS[each.__name__] for each in type(error).__mro__ if each.__name__ in _BY_CLASS), "")
    explanation = getattr(error, "explanation", None)  # of docker-py's errors
    if known or explanation:
        return known or once(str(explanation)).removesuffix(".")
    if isinstance(error, OSError):
        return _of_system(error)
    if isinstance(error, KeyError):
        return f"the answer has no {error.args[0]}" if error.args else ""
    return str(error).strip().removesuffix(".")


def _of_system(error: OSError) -> str:
    verify, tls = getattr(error, "verify_message", ""), getattr(error, "reason", None)
    if verify:
        return f"its certificate is not valid: {verify}"
    if isinstance(tls, str):
        return _BY_TLS.get(tls, f"TLS failed: {tls.lower().replace('_', ' ')}")
    if isinstance(error, TimeoutError) and not error.errno:
        return _NO_ANSWER
    return error.strerror or str(error).strip().removesuffix(".")
