"""An engine that is none: the real docker CLI talks to it, and it records what the CLI sends.

It speaks as much of the Docker Engine API as `docker run`, `create`, `pull`, `ps` and `version` use, over a Unix socket
or TCP, claims any architecture, API version and image store, and fails on purpose where it is told to:

    answers = Answers(architecture="arm64", images={"alpine": classic_image("alpine", "linux/arm64")}, exit_status=7)
    with RecordingEngine(folder, answers) as engine:
        subprocess.run(["docker", "--host", engine.host, "run", "alpine"])
        [create] = engine.requests_for("POST", "/containers/create")

Nothing is ever run: a container's output and exit status are what the answers say.
"""

from tests.laboratory.recording_engine.answers import Answer, Answers, Fault, Store, refused
from tests.laboratory.recording_engine.documents import (
    ATTESTATION,
    classic_image,
    containerd_image,
    docker_manifest,
    index,
    oci_manifest,
)
from tests.laboratory.recording_engine.faults import (
    Flood,
    Garbage,
    Hang,
    Redirect,
    Trickle,
    crumbs,
    cut_off,
    wrong_length,
)
from tests.laboratory.recording_engine.request import Request
from tests.laboratory.recording_engine.server import RecordingEngine

__all__ = [
    "ATTESTATION",
    "Answer",
    "Answers",
    "Fault",
    "Flood",
    "Garbage",
    "Hang",
    "RecordingEngine",
    "Redirect",
    "Request",
    "Store",
    "Trickle",
    "classic_image",
    "containerd_image",
    "crumbs",
    "cut_off",
    "docker_manifest",
    "index",
    "oci_manifest",
    "refused",
    "wrong_length",
]
