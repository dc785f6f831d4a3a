"""What a recording engine says of itself, of its images and of the registry's.

Not done: `?platform=` when an image is inspected is ignored, as engines before 1.49 do; a list of images is
always empty; images are not tagged, pushed or built.
"""

import http.client
import json
import os
import tarfile
from collections.abc import Callable, Mapping
from contextlib import closing, suppress

from tests.laboratory.recording_engine.answers import Store, refused
from tests.laboratory.recording_engine.engine import Engine
from tests.laboratory.recording_engine.exchange import Exchange
from tests.laboratory.recording_engine.platforms import UNAME

_NAME = "recording engine"
_RELEASE = "28.0.0"
_STORES = {
    Store.CLASSIC: {"Driver": "overlay2", "DriverStatus": [["Backing Filesystem", "extfs"]]},
    Store.CONTAINERD: {"Driver": "overlayfs", "DriverStatus": [["driver-type", "io.containerd.snapshotter.v1"]]},
}


def _ping(engine: Engine, exchange: Exchange) -> None:
    answers = engine.answers
    headers = {"Api-Version": answers.api_version, "Ostype": answers.os, "Docker-Experimental": "false"}
    exchange.answer(200, headers={**headers, "Builder-Version": "2", "Server": f"Docker/{_RELEASE} ({answers.os})"})


def _version(engine: Engine, exchange: Exchange) -> None:
    answers = engine.answers
    claims = {
        "Version": _RELEASE,
        "ApiVersion": answers.api_version,
        "MinAPIVersion": answers.minimum_api_version,
        "Os": answers.os,
        "Arch": answers.architecture,
        "GitCommit": "0000000",
        "GoVersion": "go1.23",
        "KernelVersion": "6.1.0",
        "BuildTime": "2026-01-01T00:00:00Z",
    }
    component = {"Name": "Engine", "Version": _RELEASE, "Details": claims}
    exchange.answer(200, {"Platform": {"Name": _NAME}, "Components": [component], **claims})


def _info(engine: Engine, exchange: Exchange) -> None:
    architecture = engine.answers.architecture
    claims = {
        "ID": "recording",
        "Name": engine.answers.name,
        "OperatingSystem": engine.answers.system,
        "ServerVersion": _RELEASE,
        "OSType": engine.answers.os,
        "Architecture": UNAME.get(architecture, architecture),
        "IndexServerAddress": "https://index.docker.io/v1/",
        "RegistryConfig": {},
    }
    here = {"Name": os.uname().nodename, "KernelVersion": os.uname().release} if engine.answers.is_here else {}
    exchange.answer(200, {**claims, **_STORES[engine.answers.store], **here, **engine.answers.info})


def _list_images(_: Engine, exchange: Exchange) -> None:
    exchange.answer(200, [])


def _inspect_image(engine: Engine, exchange: Exchange, reference: str) -> None:
    request, image = exchange.request, engine.images.find(reference)
    if not image.is_found or not isinstance(image.document, dict):
        return image.play(exchange)
    hidden = set()
    if not engine.speaks(request.version, "1.48"):
        hidden = {"Descriptor", "Manifests"}
    elif request.query.get("manifests", "0") not in {"1", "true"}:
        hidden = {"Manifests"}
    return exchange.answer(200, {key: value for key, value in image.document.items() if key not in hidden})


def _pull(engine: Engine, exchange: Exchange) -> None:
    query = exchange.request.query
    name, tag = query.get("fromImage", ""), query.get("tag", "")
    # A digest comes as a tag too.
    reference = name if not tag else f"{name}@{tag}" if ":" in tag else f"{name}:{tag}"
    progress = engine.images.pull(reference, query.get("platform", ""))
    if not progress.is_found:
        return progress.play(exchange)
    with exchange.chunks() as send:
        for line in progress.document:
            send(json.dumps(line).encode() + b"\r\n")
    return None


def _inspect_distribution(engine: Engine, exchange: Exchange, reference: str) -> None:
    answer = engine.images.offer(reference)
    if engine.answers.is_here and not answer.is_found:
        _knock(reference)
    answer.play(exchange)


def _knock(reference: str) -> None:
    domain, _, rest = reference.partition("/")
    if domain.startswith("127."):
        name, _, tag = rest.partition(":")
        connection = http.client.HTTPConnection(domain, timeout=60)
        with suppress(OSError, http.client.HTTPException), closing(connection):
            connection.request("HEAD", f"/v2/{name}/manifests/{tag}")
            connection.getresponse()


def _load(engine: Engine, exchange: Exchange) -> None:
    try:
        names = engine.images.load(exchange.request.content)
    except (tarfile.TarError, KeyError, ValueError) as error:
        return refused(400, f"the archive cannot be read: {error}").play(exchange)
    with exchange.chunks() as send:
        for name in names:
            send(json.dumps({"stream": f"Loaded image: {name}\n"}).encode() + b"\r\n")
    return None


def _remove(engine: Engine, exchange: Exchange, reference: str) -> None:
    if engine.images.remove(reference):
        exchange.answer(200, [{"Untagged": reference}])
    else:
        refused(404, f"No such image: {reference}").play(exchange)


IMAGE_ROUTES: Mapping[str, Callable[..., None]] = {
    r"(?:HEAD|GET) /_ping": _ping,
    r"GET /version": _version,
    r"GET /info": _info,
    r"GET /images/json": _list_images,
    r"GET /images/(.+)/json": _inspect_image,
    r"POST /images/create": _pull,
    r"POST /images/load": _load,
    r"DELETE /images/(.+)": _remove,
    r"GET /distribution/(.+)/json": _inspect_distribution,
}
