"""What does not follow a command to another engine: for who sends it there all the same, one sentence each.

It is about what the user may expect to find here, or there, and will not. Flags that merely have no meaning here are
docker's own affair.
"""

from anyarch.bare.command_line import Invocation
from anyarch.routing import names

_MOUNTS = frozenset(("volume", "mount", "volumes-from"))
_NETWORKS = frozenset(
    "network net link ip ip6 network-alias net-alias link-local-ip add-host dns dns-search dns-option".split()
)
_PORTS = frozenset(("publish", "publish-all"))
_MACHINE = frozenset(
    """
    device device-cgroup-rule gpus privileged runtime cgroup-parent security-opt cpuset-cpus cpuset-mems ipc pid uts
    userns cgroupns storage-opt log-driver log-opt use-api-socket volume-driver
    """.split()
)


def warnings(invocation: Invocation, context: str) -> list[str]:
    """The sentences about a `run` on a context; none if nothing is to be said."""
    given = [name for name, value in invocation.given if value != "false"]
    flags = invocation.flags
    is_alone = flags.get("network") == "none" or flags.get("net") == "none"
    kept = names.kept_by(invocation.image)
    rows = (
        (_flags(given, _MOUNTS), "{flags}: files and volumes are those of {context}, not of this machine."),
        (_flags(given, _PORTS), "{flags}: ports are published on the machine of {context}, not on this one."),
        ("" if is_alone else _flags(given, _NETWORKS), "{flags}: networks and hosts are those of {context}."),
        (_flags(given, _MACHINE), "{flags}: this is about the machine of {context}."),
        (_flags(given, frozenset(("name",))), "--name: to use that name, docker --context {context} ..."),
        (_flags(given, frozenset(("cidfile",))), "--cidfile: to use that ID, docker --context {context} ..."),
        (_is_left(invocation), "The container stays there: docker --context {context} ps --all"),
        (kept, "{flags} The image may be missing there, or another one."),
    )
    return [sentence.format(flags=found, context=context) for found, sentence in rows if found]


def _flags(given: list[str], wanted: frozenset[str]) -> str:
    return ", ".join(dict.fromkeys(f"--{name}" for name in given if name in wanted))


def _is_left(invocation: Invocation) -> bool:
    """Whether the container is still there when the command has ended."""
    return invocation.flags.get("rm") != "true" or invocation.flags.get("detach") == "true"
