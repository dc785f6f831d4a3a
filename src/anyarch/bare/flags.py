"""Docker's global flags, and the flags of the verbs that anyarch handles, as data.

The tables have every flag that docker 18.09 to 29 has had for these verbs. If the installed docker does not have one,
docker reports the error; if one is missing here, the command cannot be read and is left to docker. A test compares the
tables with the help of the installed docker. The launcher has them as patterns (`install.patterns`).

Nothing here reads a command: that is `command_line`.
"""

_GLOBAL_BOOLEANS = "debug help tls tlsverify version"
_GLOBAL_VALUES = "config context host log-level tlscacert tlscert tlskey"
_GLOBAL_LETTERS = {"D": "debug", "H": "host", "c": "context", "h": "help", "l": "log-level", "v": "version"}

_CREATE_BOOLEANS = """
    disable-content-trust help init interactive no-healthcheck oom-kill-disable privileged publish-all quiet read-only
    rm tty use-api-socket
"""
_CREATE_VALUES = """
    add-host annotation attach blkio-weight blkio-weight-device cap-add cap-drop cgroup-parent cgroupns cidfile
    cpu-count cpu-percent cpu-period cpu-quota cpu-rt-period cpu-rt-runtime cpu-shares cpus cpuset-cpus cpuset-mems
    device device-cgroup-rule device-read-bps device-read-iops device-write-bps device-write-iops dns dns-opt
    dns-option dns-search domainname entrypoint env env-file expose gpus group-add health-cmd health-interval
    health-retries health-start-interval health-start-period health-timeout hostname io-maxbandwidth io-maxiops ip ip6
    ipc isolation kernel-memory label label-file link link-local-ip log-driver log-opt mac-address memory
    memory-reservation memory-swap memory-swappiness mount name net net-alias network network-alias oom-score-adj pid
    pids-limit platform publish pull restart runtime security-opt shm-size stop-signal stop-timeout storage-opt sysctl
    tmpfs ulimit user userns uts volume volume-driver volumes-from workdir
"""
_CREATE_LETTERS = {
    "P": "publish-all",
    "a": "attach",
    "c": "cpu-shares",
    "e": "env",
    "h": "hostname",
    "i": "interactive",
    "l": "label",
    "m": "memory",
    "p": "publish",
    "q": "quiet",
    "t": "tty",
    "u": "user",
    "v": "volume",
    "w": "workdir",
}


class FlagSet:
    """The flags of one verb.

    Attributes:
        booleans: the long names of those that are true or false.
        values: the long names of those that take a value.
        letters: the long name for each one-letter name.
        interspersed: whether flags may follow an operand.
    """

    __slots__ = ("booleans", "interspersed", "letters", "values")

    def __init__(self, booleans: str, values: str, letters: dict[str, str], *, interspersed: bool) -> None:
        self.booleans = frozenset(booleans.split())
        self.values = frozenset(values.split())
        self.letters = letters
        self.interspersed = interspersed


GLOBAL = FlagSet(_GLOBAL_BOOLEANS, _GLOBAL_VALUES, _GLOBAL_LETTERS, interspersed=False)
CREATE = FlagSet(_CREATE_BOOLEANS, _CREATE_VALUES, _CREATE_LETTERS, interspersed=False)
RUN = FlagSet(
    _CREATE_BOOLEANS + "detach sig-proxy",
    _CREATE_VALUES + "detach-keys",
    _CREATE_LETTERS | {"d": "detach"},
    interspersed=False,
)
PULL = FlagSet(
    "all-tags disable-content-trust help quiet",
    "platform",
    {"a": "all-tags", "h": "help", "q": "quiet"},
    interspersed=True,
)

VERBS = {"run": RUN, "create": CREATE, "pull": PULL}
LONG_SPELLINGS = {"container": ("run", "create"), "image": ("pull",)}

# The most frequent of the verbs that leave the images as they are; any other may change them.
READING = (
    "attach cp diff events exec export history images info inspect kill logs network pause port ps push rename restart "
    "rm save search start stats stop top unpause update version volume wait __complete"
).split()
