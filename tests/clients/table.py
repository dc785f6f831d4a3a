"""The clients that are tried, and those that are not: data.

A client is tried in a project: a folder of files, and a script in POSIX shell that runs it there as its users do. The
script has to end with status 0, and to print what `uname -m` prints in a container of the image. In files and script
alike @IMAGE@ is the image, and @PLATFORM@ the platform that its program is for.

What a client does by its source, and cannot be run here, is in `UNTRIED`, with the reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

PIP, NPM, DEBIAN = "pip", "npm", "Debian"

COMMAND, SDK = "command", "SDK"  # how a client reaches the engine


@dataclass(frozen=True)
class Works:
    """Whether a client gets on with an image that is only available for another platform, which an emulator runs."""

    alone: bool = False  # without anyarch
    with_shim: bool = False
    prepared: bool = False  # without the shim, after `anyarch prepare IMAGE`


@dataclass(frozen=True)
class Client:
    name: str  # what its own documentation calls it
    source: str  # where the package comes from
    script: str
    advice: str  # what to do for an image that is only available for another platform; Markdown
    files: Mapping[str, str] = field(default_factory=dict)
    project: str = ""  # which of several of the same client this is, for the page
    package: str = ""  # if it has another name
    way: str = COMMAND
    is_shown: bool = True  # whether it shows what the program prints; else its status has to do
    works: Works = Works(with_shim=True, prepared=True)

    def __str__(self) -> str:
        return f"{self.name}, {self.project}" if self.project else self.name


@dataclass(frozen=True)
class Untried:
    """A client that was not run here."""

    name: str
    commands: str  # what it sends to docker, by its source; or how else it reaches the engine
    reason: str
    advice: str  # Markdown


SHIM = "Put the shim first in `PATH`."
ONLY_PREPARED = Works(prepared=True)
PREPARE = "`anyarch prepare IMAGE` first; the shim is never asked."

DOCKER_PY = """
import sys
import docker
print(docker.from_env().containers.run(sys.argv[1], remove=True, network_mode="none").decode())
"""
TESTCONTAINERS = """
import sys
from testcontainers.core.container import DockerContainer
with DockerContainer(sys.argv[1], network_mode="none").with_command(["sleep", "100"]) as container:
    print(container.exec(["uname", "-m"]).output.decode())
"""
WHALES = """
import sys
from python_on_whales import docker
if not docker.image.exists(sys.argv[1]):
    docker.image.pull(sys.argv[1], quiet=True)
print(docker.run(sys.argv[1], remove=True, networks=["none"]))
"""
CIBUILDWHEEL = """
import sys
from cibuildwheel.oci_container import OCIContainer, OCIPlatform
with OCIContainer(image=sys.argv[1], oci_platform=OCIPlatform(sys.argv[2])) as container:
    print(container.call(["uname", "-m"], capture_output=True))
"""
CWL = """\
cwlVersion: v1.2
class: CommandLineTool
requirements: {DockerRequirement: {dockerPull: "@IMAGE@"}}
baseCommand: [uname, -m]
inputs: []
outputs: {told: {type: stdout}}
stdout: told.txt
"""
PRE_COMMIT = """\
repos:
  - repo: local
    hooks:
      - {id: told, name: told, language: docker_image, entry: "@IMAGE@ uname -m", always_run: true, verbose: true,
         pass_filenames: false}
"""
DEVCONTAINER = """
devcontainer up --workspace-folder . >up.json 2>up.log || { tail -n 20 up.log up.json >&2; exit 1; }
devcontainer exec --workspace-folder . uname -m
"""

DEVCONTAINER_JSON, DEVCONTAINER_FILE = ".devcontainer/devcontainer.json", ".devcontainer/Dockerfile"
DEVCONTAINERS_CLI = Client("@devcontainers/cli", NPM, DEVCONTAINER, "", project="`image`")

CLIENTS = (
    replace(DEVCONTAINERS_CLI, files={DEVCONTAINER_JSON: '{"image": "@IMAGE@"}'}, advice=SHIM),
    replace(
        DEVCONTAINERS_CLI,
        project="`build`",
        files={DEVCONTAINER_JSON: '{"build": {"dockerfile": "Dockerfile"}}', DEVCONTAINER_FILE: "FROM @IMAGE@\n"},
        works=Works(),
        advice="It pulls the image first, and then builds, for which the shim does nothing. Use the shim, and give the "
        'build a platform in `devcontainer.json`: `"options": ["--platform=linux/arm64"]` in `build`.',
    ),
    replace(
        DEVCONTAINERS_CLI,
        project="`build` with a platform",
        files={
            DEVCONTAINER_JSON: '{"build": {"dockerfile": "Dockerfile", "options": ["--platform=@PLATFORM@"]}}',
            DEVCONTAINER_FILE: "FROM @IMAGE@\n",
        },
        advice=f"{SHIM} The option alone is not enough, because the image is pulled without it before the build.",
    ),
    Client("python-on-whales", PIP, "python told.py @IMAGE@", SHIM, {"told.py": WHALES}),
    Client(
        "pre-commit",
        PIP,
        "git init --quiet .; git add .; pre-commit run --all-files",
        f"{SHIM} A hook with `language: docker` is a build: write `FROM --platform=` in its Dockerfile.",
        {".pre-commit-config.yaml": PRE_COMMIT},
        project="`docker_image`",
    ),
    Client("cwltool", PIP, "cwltool --quiet tool.cwl >out.json; cat told.txt", SHIM, {"tool.cwl": CWL}),
    Client(
        "distrobox",
        DEBIAN,
        'distrobox create --yes --name told --image @IMAGE@ --home "$PWD"',
        f"{SHIM} Only `create` was tried: `enter` installs packages in the container, which needs a network.",
        is_shown=False,
    ),
    Client(
        "cibuildwheel",
        PIP,
        "python told.py @IMAGE@ @PLATFORM@",
        "It always asks for a platform, from `--archs`, so only an emulator can be missing: "
        "`anyarch emulators install`. Only the code that starts its containers was tried, with an image of ours.",
        {"told.py": CIBUILDWHEEL},
        works=Works(alone=True, with_shim=True, prepared=True),
    ),
    Client(
        "docker-py",
        PIP,
        "python told.py @IMAGE@",
        PREPARE,
        {"told.py": DOCKER_PY},
        package="docker",
        way=SDK,
        works=ONLY_PREPARED,
    ),
    Client(
        "testcontainers-python",
        PIP,
        "TESTCONTAINERS_RYUK_DISABLED=true python told.py @IMAGE@",
        f"{PREPARE} Tried without Ryuk, whose image was not at hand.",
        {"told.py": TESTCONTAINERS},
        package="testcontainers",
        way=SDK,
        works=ONLY_PREPARED,
    ),
)

NO_PACKAGE = "it is not in pip, npm, or Debian"
UNTRIED = (
    Untried("act", "none, it uses an SDK", NO_PACKAGE, f"{PREPARE} Or use its `--container-architecture`."),
    Untried("AWS SAM", "none, it uses docker-py", "it needs its own images", PREPARE),
    Untried("dgoss", "`run`, `create`, `cp`, `start`, `exec`, `logs`, `rm`", NO_PACKAGE, SHIM),
    Untried("kind", "`inspect`, `pull`, `run`, `info`", NO_PACKAGE, "Nodes for another CPU are not useful."),
    Untried("LocalStack", "none, or `pull`, `create`, and `run`", "it needs its own image", PREPARE),
    Untried("Nextflow", "`run`, `rm`, `kill`", "it needs Java and a download", f"{SHIM} Not with its `sudo`."),
    Untried("pytest-docker", "`compose`", "it is as Compose", "Use `anyarch shim install --compose`."),
    Untried("Testcontainers for Java, Go, Node.js", "none, they use SDKs", "they are as for Python", PREPARE),
    Untried("Visual Studio Code, Dev Containers", "as @devcontainers/cli, which it contains", "it needs a desktop",
            "`dev.containers.dockerPath`: the path of the shim's `docker`."),
    Untried("whalebrew", "`run`", NO_PACKAGE, SHIM),
)  # fmt: skip
