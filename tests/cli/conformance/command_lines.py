"""Docker command lines at random, most of them good ones: every flag of anyarch's tables, in every spelling.

What a flag is likely to be given is data. No value leads a client away from the engine of the tests: content trust,
which asks a server of its own, is never switched on, and no host is named.
"""

from dataclasses import dataclass
from itertools import chain

from hypothesis import strategies as st

from anyarch.bare.flags import VERBS, FlagSet

NOT_UTF_8 = b"\xff\xe9".decode("utf-8", "surrogateescape")

GOOD_IMAGES = (
    "i",
    "i:1",
    "ghcr.io/a/b",
    "docker.io/library/i:latest",
    "localhost:5000/a/b:c",
    "i@sha256:" + "5" * 64,
)
_ODD_IMAGES = (
    "",
    "-",
    "=",
    "UPPER",
    "a b",
    "i@",
    "run",
    "a" * 64,
    "sha256:" + "a" * 64,
    NOT_UTF_8,
    "-it",
    "--platform",
)

# For each value flag, words between blanks.
VALUES = {
    "add-host": "a:1.2.3.4 b:host-gateway",
    "annotation": "a=b",
    "attach": "stdout stderr",
    "blkio-weight": "10 0",
    "blkio-weight-device": "/dev/null:10",
    "cap-add": "ALL NET_ADMIN",
    "cap-drop": "ALL",
    "cgroup-parent": "/a",
    "cgroupns": "host private",
    "cidfile": "cid folder/cid",
    "cpu-count": "1",
    "cpu-percent": "5",
    "cpu-period": "1000",
    "cpu-quota": "-1 0",
    "cpu-rt-period": "1000",
    "cpu-rt-runtime": "1000",
    "cpu-shares": "5",
    "cpus": "1.5 .5",
    "cpuset-cpus": "0-1",
    "cpuset-mems": "0",
    "detach-keys": "ctrl-a ctrl-p,ctrl-q",
    "device": "/dev/null /dev/null:/dev/x:r",
    "device-cgroup-rule": "a",
    "device-read-bps": "/dev/null:1mb",
    "device-read-iops": "/dev/null:1",
    "device-write-bps": "/dev/null:1mb",
    "device-write-iops": "/dev/null:1",
    "dns": "1.1.1.1",
    "dns-opt": "ndots:1",
    "dns-option": "ndots:1",
    "dns-search": "a.b .",
    "domainname": "a.b",
    "entrypoint": "/bin/sh -x",
    "env": "A=b A= A HOME LC_CTYPE A=--rm A==b",
    "env-file": "/dev/null",
    "expose": "80 80-90/udp",
    "gpus": "all device=0",
    "group-add": "1",
    "health-cmd": "true",
    "health-interval": "1s",
    "health-retries": "1",
    "health-start-interval": "1s",
    "health-start-period": "1s",
    "health-timeout": "1s",
    "hostname": "h h.a",
    "io-maxbandwidth": "1m",
    "io-maxiops": "1",
    "ip": "10.0.0.2",
    "ip6": "2001:db8::1",
    "ipc": "host private",
    "isolation": "default",
    "kernel-memory": "8m",
    "label": "k=v k k==--rm",
    "label-file": "/dev/null",
    "link": "a:b",
    "link-local-ip": "169.254.1.1",
    "log-driver": "none local",
    "log-opt": "max-size=1m",
    "mac-address": "92:d0:c6:0a:29:33",
    "memory": "64m 1g",
    "memory-reservation": "64m",
    "memory-swap": "-1 1g",
    "memory-swappiness": "-1 50",
    "mount": "type=tmpfs,dst=/x type=volume,src=a,dst=/y",
    "name": "a -a",
    "net": "host",
    "net-alias": "a",
    "network": "none host",
    "network-alias": "a",
    "oom-score-adj": "-5 5",
    "pid": "host",
    "pids-limit": "-1 5",
    "platform": "linux/amd64 linux/arm64 linux/arm64/v8 linux/arm/v7 aarch64 AMD64 linux windows/amd64",
    "publish": "8080:80 80 127.0.0.1:1:1/udp",
    "pull": "always missing never",
    "restart": "no always on-failure:3",
    "runtime": "runc io.containerd.wasmtime.v1",
    "security-opt": "no-new-privileges label=disable",
    "shm-size": "64m",
    "stop-signal": "SIGTERM 9",
    "stop-timeout": "-1 5",
    "storage-opt": "size=1G",
    "sysctl": "a.b=c",
    "tmpfs": "/y /y:size=1m",
    "ulimit": "nofile=1:2",
    "user": "1:1 me",
    "userns": "host",
    "uts": "host",
    "volume": "/a:/b v:/c:ro /d",
    "volume-driver": "local",
    "volumes-from": "c c:ro",
    "workdir": "/w",
}
_OFTEN = ("env", "platform", "platform", "platform", "platform", "pull", "pull", "runtime", "runtime", "volume")
_ODD_VALUES = ("", "-", "--", "-it", "--rm", "--platform", "=", "=a", "a=", "i", "ä ö", NOT_UTF_8, "A=" + NOT_UTF_8)
_TRUTHS = ("true", "false", "1", "0", "T", "F", "TRUE", "False")
_ODD_TRUTHS = ("", "perhaps", "tRUE", "=true", " 1", NOT_UTF_8)
_SAFE_TRUTHS = {"disable-content-trust": ("true", "T")}

_UNKNOWN_FLAGS = ("--no-such-flag", "--no-such=a", "-Z", "-itZ", "--=x", "---rm", "--it", "--plat", "--RM", "-=", "-é")
_ARGUMENTS = ("sh", "", "-", "--", "--rm", "-it", "--platform", "--platform=linux/s390x", "-e", "A=b", "i", NOT_UTF_8)
_GLOBALS = (
    ("-D",), ("--debug",), ("--debug=false",), ("-D=T",), ("-Dl", "debug"), ("-Dldebug",), ("--log-level=debug",),
    ("-l", "debug"), ("-l=error",), ("--log-level", "run"), ("--config", "/no/such/folder"), ("--config=/run",),
    ("-c", "default"), ("--context=default",), ("-c=",), ("--tls=false",), ("--tlsverify=0",), ("--tlscacert", "run"),
    ("--no-such-flag",), ("-D=perhaps",), ("--",), ("--",), ("--",),
)  # fmt: skip
_SPELLINGS = {
    "run": (("run",), ("container", "run")),
    "create": (("create",), ("container", "create")),
    "pull": (("pull",), ("image", "pull")),
}

_PARENTS = (("container",), ("image",))


@dataclass(frozen=True)
class Line:
    """The words after ``docker``, and DOCKER_DEFAULT_PLATFORM."""

    before: tuple[str, ...]
    verb: str
    behind: tuple[str, ...]
    variable: str

    @property
    def words(self) -> list[str]:
        return [*self.before, self.verb, *self.behind]

    @property
    def has_flags_twice(self) -> bool:
        """Whether global flags follow the ``--`` that ends them, where docker reads them once more."""
        return "--" in self.before and self.before[self.before.index("--") + 1 :][:1] not in ((), *_PARENTS)

    def asking_for(self, platform: str) -> "Line":
        """The line as somebody would type it who wants this platform, if nothing behind says otherwise."""
        return Line(self.before, self.verb, ("--platform", platform, *self.behind), self.variable)


def _seldom(odd: st.SearchStrategy[str], usual: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.integers(0, 14).flatmap(lambda number: odd if number == 14 else usual)


def _value(name: str) -> st.SearchStrategy[str]:
    if name == "platform":
        return st.sampled_from(["", *VALUES[name].split(), *_ODD_VALUES[:3]])
    return _seldom(st.sampled_from(_ODD_VALUES), st.sampled_from(VALUES[name].split()))


def _truth(name: str) -> st.SearchStrategy[str]:
    return _seldom(st.sampled_from(_ODD_TRUTHS), st.sampled_from(_SAFE_TRUTHS.get(name, _TRUTHS)))


Words = st.SearchStrategy[tuple[str, ...]]


def _long_value(name: str) -> Words:
    joined = _value(name).map(lambda value: (f"--{name}={value}",))
    return joined | _value(name).map(lambda value: (f"--{name}", value))


def _long_boolean(name: str) -> Words:
    return st.just((f"--{name}",)) | _truth(name).map(lambda truth: (f"--{name}={truth}",))


@st.composite
def _clusters(draw: st.DrawFn, flags: FlagSet) -> tuple[str, ...]:
    booleans = sorted(letter for letter, name in flags.letters.items() if name in flags.booleans and letter != "h")
    cluster = "-" + "".join(draw(st.lists(st.sampled_from(booleans), max_size=3)))
    last = draw(st.sampled_from(sorted(flags.letters)))
    name = flags.letters[last]
    if name in flags.booleans:
        return (cluster + last + draw(st.just("") | _truth(name).map("={}".format)),)
    value = draw(_value(name))
    return draw(st.sampled_from([(cluster + last, value), (cluster + last + value,), (f"{cluster}{last}={value}",)]))


def _flag(flags: FlagSet) -> Words:
    often = [name for name in _OFTEN * 2 if name in flags.values]
    known = [
        st.sampled_from([*sorted(flags.values), *often]).flatmap(_long_value),
        st.sampled_from(sorted(flags.booleans)).flatmap(_long_boolean),
        _clusters(flags),
    ]
    unknown = st.sampled_from(_UNKNOWN_FLAGS).map(lambda word: (word,))
    return st.integers(0, 29).flatmap(lambda number: unknown if number == 29 else known[number % len(known)])


def _joined(parts: Words, most: int) -> Words:
    return st.lists(parts, max_size=most).map(lambda several: tuple(chain.from_iterable(several)))


@st.composite
def lines(draw: st.DrawFn) -> Line:
    verb = draw(st.sampled_from(sorted(VERBS)))
    *parents, last = draw(st.sampled_from(_SPELLINGS[verb]))
    before = draw(st.just(()) | st.just(()) | _joined(st.sampled_from(_GLOBALS), 3))
    flags = _flag(VERBS[verb])
    behind = [draw(_joined(flags, 5)), draw(st.sampled_from([(), (), ("--",)]))]
    image = draw(_seldom(st.sampled_from(_ODD_IMAGES), st.sampled_from(GOOD_IMAGES)))
    behind.append((image,))
    if verb == "pull":
        behind.append(draw(_joined(flags, 2)))
        behind.append(draw(st.just(()) | _joined(st.sampled_from(_ARGUMENTS).map(lambda word: (word,)), 1)))
    else:
        behind.append(draw(_joined(st.sampled_from(_ARGUMENTS).map(lambda word: (word,)), 4)))
    if draw(st.integers(0, 29)) == 29:
        behind.remove((image,))
    variable = draw(st.sampled_from(["", "", "", "linux/arm64", "linux/amd64"]))
    return Line((*before, *parents), last, tuple(chain.from_iterable(behind)), variable)
