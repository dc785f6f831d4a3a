"""The flags of `docker compose`, and of those of its verbs that create containers or pull images, as data.

The tables have every flag that Compose 2.0 to 5.5 has had for them (docker/compose, docs/reference); `help` and
`dry-run` are allowed everywhere. As in `bare.flags`, a command with a flag that is missing here is left to docker.

Nothing here reads a command: that is `command_line`.
"""

from anyarch.bare.flags import FlagSet

PROJECT = FlagSet(
    "all-resources compatibility dry-run help no-ansi verbose version",
    """
        ansi env-file file insecure-registry parallel profile progress project-directory project-name workdir
    """,
    {"f": "file", "h": "help", "p": "project-name", "v": "version"},
    interspersed=False,
)
_CREATE = "build dry-run force-recreate help no-build no-recreate quiet-build quiet-pull remove-orphans yes"
CREATE = FlagSet(_CREATE, "pull scale", {"h": "help", "y": "yes"}, interspersed=True)
UP = FlagSet(
    f"""
        {_CREATE} abort-on-container-exit abort-on-container-failure always-recreate-deps attach-dependencies detach
        menu no-color no-deps no-log-prefix no-start renew-anon-volumes timestamps wait watch
    """,
    "attach exit-code-from no-attach pull scale timeout wait-timeout",
    {"V": "renew-anon-volumes", "d": "detach", "h": "help", "t": "timeout", "w": "watch", "y": "yes"},
    interspersed=True,
)
RUN = FlagSet(
    """
        build detach dry-run help interactive no-TTY no-build no-deps quiet quiet-build quiet-pull remove-orphans rm
        service-ports tty use-aliases
    """,
    """
        cap-add cap-drop entrypoint env env-from-file label labels name publish pull user volume volumes workdir
    """,
    {
        "P": "service-ports",
        "T": "no-TTY",
        "d": "detach",
        "e": "env",
        "h": "help",
        "i": "interactive",
        "l": "label",
        "p": "publish",
        "q": "quiet",
        "t": "tty",
        "u": "user",
        "v": "volume",
        "w": "workdir",
    },
    interspersed=False,
)
SCALE = FlagSet("dry-run help no-deps", "", {"h": "help"}, interspersed=True)
WATCH = FlagSet("dry-run help no-up prune quiet", "", {"h": "help"}, interspersed=True)
PULL = FlagSet(
    "dry-run help ignore-buildable ignore-pull-failures include-deps no-parallel parallel quiet",
    "policy",
    {"h": "help", "q": "quiet"},
    interspersed=True,
)

VERBS = {"create": CREATE, "pull": PULL, "run": RUN, "scale": SCALE, "up": UP, "watch": WATCH}
