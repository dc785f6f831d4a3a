"""Whether a command is closed: nothing that it needs or leaves is on the engine's machine, so it can run on any engine.

Closed is a `run` with ``--rm`` and no other flags than those in `FLAGS`: what they say is in the image, travels with
the request, or ends with the container. Files, ports, networks, devices, names, and logs do not: they are another
machine's there. A flag that is not in the table keeps the command here, whatever its value, and so does one that docker
gets in the future: `command_line.parse` does not read it.

Flags of docker/cli's ``container run`` (cli/command/container/opts.go). Whether the engine and the registry are fit for
it is in `choice` and `names`.
"""

from anyarch.bare.command_line import Invocation

# By what they are about.
FLAGS = frozenset(
    """
    attach detach-keys interactive quiet sig-proxy tty
    entrypoint env env-file hostname init label label-file no-healthcheck platform pull user workdir
    cap-drop network net read-only rm stop-signal stop-timeout tmpfs
    cpu-period cpu-quota cpu-shares cpus memory memory-reservation memory-swap memory-swappiness oom-kill-disable
    oom-score-adj pids-limit shm-size ulimit
    """.split()
)
# Flags of which only one value is fine: any other network is this engine's, and an image that may not be pulled is
# only local.
_ONLY = {"network": frozenset(("none",)), "net": frozenset(("none",)), "pull": frozenset(("always", "missing"))}


def open_by(invocation: Invocation) -> str:
    """What keeps a command on its engine, in one sentence; empty if it is closed."""
    if invocation.verb != "run":
        return f"Only run can be routed, not {invocation.verb}."
    for name, value in invocation.given:
        if name not in FLAGS:
            return f"A command with --{name} is not routed."
        if value not in _ONLY.get(name, (value,)):
            return f"A command with --{name}={value} is not routed."
    if invocation.flags.get("rm") != "true":
        return "Without --rm, its container would stay on the other engine."
    return ""
