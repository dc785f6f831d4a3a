"""The headers that a user wants in each request to an engine, as docker/cli sends them.

They are those of DOCKER_CUSTOM_HEADERS, ``NAME=VALUE`` as the first record of a CSV text (cli/command/cli_options.go,
withCustomHeadersFromEnv), or else ``HttpHeaders`` of config.json. Older versions of docker ignore the variable. Headers
that must be anyarch's own, as in docker/cli, or that HTTP does not allow, are left out.
"""

import re

from anyarch.bare.endpoint import Endpoint, read_settings
from anyarch.person.errors import UnreachableError

_OWN = frozenset(("connection", "content-length", "host", "transfer-encoding", "user-agent"))
_FIELD = r'(?:"(?:[^"]|"")*"|[^"\n,]*)'  # as Go's encoding/csv has it
_RECORD = re.compile(rf"\n*({_FIELD}(?:,{_FIELD})*)(?:\n|\Z)")


def find(endpoint: Endpoint) -> dict[str, str]:
    """The headers, by name.

    Raises:
        UnreachableError: the variable cannot be read, so docker will refuse to ask the engine as well.
    """
    if endpoint.headers:
        written = _of_variable(endpoint.headers)
    else:
        found = read_settings(endpoint.configuration).get("HttpHeaders")
        pairs = found.items() if isinstance(found, dict) else ()
        written = {name: value if isinstance(value, str) else "" for name, value in pairs}  # as for docker
    return {
        name: value
        for name, value in written.items()
        if name.isascii()
        and name.replace("-", "").replace("_", "").isalnum()
        and name.lower() not in _OWN
        and value.isascii()
        and value.isprintable()
    }


def _of_variable(text: str) -> dict[str, str]:
    record = _RECORD.match(text.replace("\r\n", "\n").removesuffix("\r"))
    fields = re.findall(rf"(?:^|,)({_FIELD})", record[1]) if record else []
    pairs = [_unquoted(field).partition("=") for field in fields]
    if not pairs or not all(name.strip() and equals for name, equals, _ in pairs):
        raise UnreachableError("docker does not accept the value of DOCKER_CUSTOM_HEADERS.")
    return {name.strip(): value for name, _, value in pairs}


def _unquoted(field: str) -> str:
    return field[1:-1].replace('""', '"') if field.startswith('"') else field
