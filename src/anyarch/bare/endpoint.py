"""Which engine a docker command talks to: the one that docker itself would choose.

The order is docker/cli's (cli/command/cli.go, resolveContextName and getServerHost): ``--context``; ``--host``;
DOCKER_HOST; DOCKER_CONTEXT; ``currentContext`` in config.json; the default socket. A host from a flag or a variable
means the context "default"; an empty ``--host``, which some scripts have, means the default socket. `resolve` refuses
what docker refuses, combinations and addresses, so that docker reports the error.

A docker that is a wrapper may choose another engine: `is_wrapper`.

Nothing here contacts an engine, or reads credentials from config.json.
"""

import posix

from anyarch.bare import documents, files
from anyarch.bare.errors import UnknownEngineError

DEFAULT_HOST = "unix:///var/run/docker.sock"
_DEFAULT_TLS_HOST = "tcp://localhost:2376"
_DEFAULT_CONTEXT = "default"
_LARGEST_FILE = 1 << 20
# The fields that anyarch uses of docker's structures: cli/config/configfile/file.go, cli/context/store/metadatastore.go
# and cli/context/endpoint.go.
_SETTINGS: dict[str, type] = {
    "aliases": dict,
    "auths": dict,
    "credHelpers": dict,
    "credsStore": str,
    "currentContext": str,
    "HttpHeaders": dict,
}
_CONTEXT: dict[str, type] = {"Name": str, "Endpoints": dict}
_ENDPOINT: dict[str, type] = {"Host": str, "SkipTLSVerify": bool}
_LONGEST_MAGIC = 4
_PROGRAMS = (
    b"\x7fELF",
    *(
        b"\xfe\xed\xfa\xce",
        b"\xfe\xed\xfa\xcf",
        b"\xce\xfa\xed\xfe",
        b"\xcf\xfa\xed\xfe",
        b"\xca\xfe\xba\xbe",
    ),  # Mach-O
)


class Tls:
    """The files of a TLS connection, with an empty path for a missing one; `verify`: whether to check the server."""

    __slots__ = ("certificate", "certificate_authority", "key", "verify")

    def __init__(self, folder: str, *, verify: bool, paths: dict[str, str]) -> None:
        self.certificate_authority = _existing(paths.get("tlscacert") or f"{folder}/ca.pem")
        self.certificate = _existing(paths.get("tlscert") or f"{folder}/cert.pem")
        self.key = _existing(paths.get("tlskey") or f"{folder}/key.pem")
        self.verify = verify


class Endpoint:
    """An engine's address.

    Attributes:
        host: a URL, such as ``unix:///var/run/docker.sock``, ``tcp://10.0.0.7:2376`` or ``ssh://me@server``.
        context: the name of the docker context.
        headers: the value of DOCKER_CUSTOM_HEADERS, see `engine.headers`.
        tls: how to encrypt the connection; None if it is not encrypted.
        configuration: docker's configuration folder.
        source: the file that describes the context; empty for the context "default".
    """

    __slots__ = ("configuration", "context", "headers", "host", "source", "tls")

    def __init__(self, host: str, context: str, tls: Tls | None, configuration: str, source: str = "") -> None:
        self.host = host
        self.context = context
        self.tls = tls
        self.configuration = configuration
        self.source = source
        self.headers = ""

    @property
    def socket_path(self) -> str:
        """The path of the Unix socket; empty if the engine is reached in another way."""
        return self.host.removeprefix("unix://") if self.host.startswith("unix://") else ""


def resolve(connection: dict[str, str], environment: dict[str, str]) -> Endpoint:
    """The engine that a command with these global flags (by long name) talks to.

    Raises:
        UnknownEngineError: the context does not exist, flags contradict each other, or docker refuses the address.
    """
    configuration = configuration_folder(connection, environment)
    context = _context(connection, environment, configuration)
    if context == _DEFAULT_CONTEXT:
        found = _default(connection, environment, configuration)
    else:
        found = _from_context(context, configuration)
    if found.host.startswith("ssh://"):
        from anyarch.bare import ssh_url  # noqa: PLC0415 - only for ssh

        ssh_url.parse(found.host)
    found.headers = environment.get("DOCKER_CUSTOM_HEADERS", "")
    return found


def is_wrapper(docker: str) -> bool:
    """Whether the file that stands for docker is not docker itself, and so may choose an engine by its own rules.

    That is a script, such as Podman's ``docker``, one that sets DOCKER_HOST, or one that calls sudo; and a link to a
    program of another name, such as ``nerdctl``. A file that is missing or cannot be read counts as docker.
    """
    try:
        descriptor = posix.open(docker, posix.O_RDONLY | posix.O_CLOEXEC | posix.O_NONBLOCK)
        try:
            start = posix.read(descriptor, _LONGEST_MAGIC)
        finally:
            posix.close(descriptor)
    except OSError:
        return False
    return start not in _PROGRAMS or "docker" not in files.followed(docker).rpartition("/")[2]


def configuration_folder(connection: dict[str, str], environment: dict[str, str]) -> str:
    """Docker's configuration folder: ``--config``, DOCKER_CONFIG, or ``.docker`` in the home.

    For a user without a home it is ``.docker`` in the working folder, as for docker (cli/config/config.go, Dir).
    """
    chosen = connection.get("config") or environment.get("DOCKER_CONFIG", "")
    home = "" if chosen else environment.get("HOME") or _registered_home()
    return chosen or (f"{home}/.docker" if home else ".docker")


def certificate_folder(environment: dict[str, str]) -> str:
    """Where docker looks for the certificates of an engine that no context names."""
    return environment.get("DOCKER_CERT_PATH") or configuration_folder({}, environment)


def read_settings(configuration: str) -> dict[str, object]:
    """What docker's config.json says, by docker's names; empty if there is none or it cannot be read."""
    try:
        written = documents.parse_members(_content(f"{configuration}/config.json"), is_whole=False)
    except (OSError, ValueError):
        return {}
    return documents.structure(written, _SETTINGS)


def _registered_home() -> str:
    """The home that docker falls back to (cli/config/config.go, getHomeDir); empty for a user without one."""
    import pwd  # noqa: PLC0415 - HOME is nearly always set, and the hot path has no time for this

    try:
        return pwd.getpwuid(posix.getuid()).pw_dir
    except KeyError:
        return ""


def _context(connection: dict[str, str], environment: dict[str, str], configuration: str) -> str:
    if connection.get("context"):
        if "host" in connection:
            raise UnknownEngineError("docker does not accept both --context and --host.")
        return connection["context"]
    if "host" in connection or environment.get("DOCKER_HOST"):
        return _DEFAULT_CONTEXT
    if environment.get("DOCKER_CONTEXT"):
        return environment["DOCKER_CONTEXT"]
    return documents.text(read_settings(configuration), "currentContext") or _DEFAULT_CONTEXT


def _default(connection: dict[str, str], environment: dict[str, str], configuration: str) -> Endpoint:
    """The engine of the context "default", which flags and variables define."""
    tls = _tls_by_flags(connection, environment)
    written = connection.get("host", environment.get("DOCKER_HOST", "")).strip()
    if written and not written.startswith(("unix:///", "ssh://")):
        from anyarch.bare import address  # noqa: PLC0415 - most addresses need no completion

        written = address.completed(written)
    return Endpoint(written or (_DEFAULT_TLS_HOST if tls else DEFAULT_HOST), _DEFAULT_CONTEXT, tls, configuration)


def _from_context(name: str, configuration: str) -> Endpoint:
    """Find a context by the name in its file: the folder's name is a hash, which takes one module more to compute."""
    contexts = f"{configuration}/contexts"
    try:
        folders = posix.listdir(f"{contexts}/meta")
    except OSError:
        folders = []
    found = {}
    for folder in folders:
        try:
            written = documents.parse_members(_content(f"{contexts}/meta/{folder}/meta.json"), is_whole=True)
        except (OSError, ValueError):
            continue
        meta = documents.structure(written, _CONTEXT)
        endpoint = documents.structure(documents.entry(meta, "Endpoints", "docker"), _ENDPOINT)
        if documents.text(meta, "Name") == name and documents.text(endpoint, "Host"):
            found[folder] = endpoint
    folder = next(iter(found), "") if len(found) < 2 else _folder_of(name)  # noqa: PLR2004 - a copy is beside it
    if folder not in found:
        raise UnknownEngineError(f"The docker context {name!r} does not exist.")
    verify = documents.entry(found[folder], "SkipTLSVerify") is not True
    tls = Tls(f"{contexts}/tls/{folder}/docker", verify=verify, paths={})
    encrypted = tls.certificate_authority or tls.certificate or not verify
    source = f"{contexts}/meta/{folder}/meta.json"
    return Endpoint(documents.text(found[folder], "Host"), name, tls if encrypted else None, configuration, source)


def _folder_of(context: str) -> str:
    """The folder of a context (cli/context/store/store.go, contextdirOf)."""
    import hashlib  # noqa: PLC0415 - as above

    return hashlib.sha256(context.encode("utf-8", "surrogateescape")).hexdigest()


def _tls_by_flags(connection: dict[str, str], environment: dict[str, str]) -> Tls | None:
    """Docker's rule (cli/flags/options.go): --tlsverify turns encryption on, whether true or false.

    The certificates are in `certificate_folder`, which ``--config`` does not move.
    """
    verify = connection.get("tlsverify", "true" if environment.get("DOCKER_TLS_VERIFY") else "false") == "true"
    encrypt = connection.get("tls", "true" if environment.get("DOCKER_TLS") else "false") == "true"
    if not (encrypt or verify or "tlsverify" in connection):
        return None
    return Tls(certificate_folder(environment), verify=verify, paths=connection)


def _existing(path: str) -> str:
    try:
        posix.stat(path)
    except OSError:
        return ""
    return path


def _content(path: str) -> bytes:
    descriptor = posix.open(path, posix.O_RDONLY | posix.O_CLOEXEC | posix.O_NONBLOCK)
    try:
        return posix.read(descriptor, _LARGEST_FILE)
    finally:
        posix.close(descriptor)
