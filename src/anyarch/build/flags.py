"""The flags of `docker build`, as data: those of buildx, and those of the classic builder of docker 18.09 to 29.

They are used as `bare.flags` are, but not by the shim: it leaves `docker build` as it is. Experimental flags of buildx
are not here, nor is ``--policy``, which may change what an image's name means: a command with one is left to docker.
"""

from anyarch.bare.flags import FlagSet

BUILD = FlagSet(
    """
    check compress debug disable-content-trust force-rm help load no-cache pull push quiet rm squash
    """,
    """
    add-host allow annotation attest build-arg build-context builder cache-from cache-to call cgroup-parent cpu-period
    cpu-quota cpu-shares cpuset-cpus cpuset-mems file iidfile isolation label memory memory-swap metadata-file network
    no-cache-filter output platform print progress provenance resource sbom secret security-opt shm-size ssh tag target
    ulimit
    """,
    {
        "D": "debug",
        "c": "cpu-shares",
        "f": "file",
        "h": "help",
        "m": "memory",
        "o": "output",
        "q": "quiet",
        "t": "tag",
    },
    interspersed=True,
)

# Each way to write it, but for `docker build` itself. The last two use the current builder, and not the engine's own.
SPELLINGS = (("image", "build"), ("builder", "build"), ("buildx", "build"), ("buildx", "b"))
BUILDX = "buildx"
