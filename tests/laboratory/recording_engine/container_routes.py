"""What a recording engine answers about containers: enough for `docker run` in all its forms, `ps`, `logs` and `rm`.

Not done: what a client writes to a container is read and dropped; a terminal's size is taken and forgotten; filters of
`ps` but `all` are ignored; there are no exec, no networks and no volumes.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from tests.laboratory.recording_engine.answers import Answers, refused
from tests.laboratory.recording_engine.containers import Container, State
from tests.laboratory.recording_engine.engine import Engine
from tests.laboratory.recording_engine.exchange import Exchange
from tests.laboratory.recording_engine.platforms import is_same, platform_text

_SIGNALS = {"HUP": 1, "INT": 2, "QUIT": 3, "KILL": 9, "USR1": 10, "USR2": 12, "TERM": 15}
_OUTPUT, _ERROR_OUTPUT = 1, 2
_FRAME_LIMIT = 32768


def _create(engine: Engine, exchange: Exchange) -> None:
    request = exchange.request
    # Older versions of the API have no platform here, and the engine ignores it.
    platform = request.query.get("platform", "") if engine.speaks(request.version, "1.41") else ""
    reference = request.body.get("Image", "")
    image = engine.images.for_container(reference, platform)
    if not image.is_found:
        return image.play(exchange)
    name, end = request.query.get("name", ""), engine.exit_status(reference)
    container = engine.containers.create(request.body, name, end)
    warnings = [] if platform else _foreign_warnings(engine.answers, platform_text(image.document))
    return exchange.answer(201, {"Id": container.identifier, "Warnings": warnings})


def _foreign_warnings(answers: Answers, platform: str) -> list[str]:
    if is_same(platform, answers.platform):
        return []
    found, host = f"The requested image's platform ({platform})", f"the detected host platform ({answers.platform})"
    return [f"{found} does not match {host} and no specific platform was requested"]


def _list(engine: Engine, exchange: Exchange) -> None:
    shows_all = exchange.request.query.get("all") in {"1", "true"}
    shown = [each for each in engine.containers.all() if shows_all or each.state is State.RUNNING]
    exchange.answer(200, [_summary(container) for container in shown])


def _summary(container: Container) -> dict[str, Any]:
    return {
        "Id": container.identifier,
        "Names": [f"/{container.name}"],
        "Image": container.configuration.get("Image", ""),
        "Command": " ".join(container.configuration.get("Cmd") or ()),
        "Created": 0,
        "Labels": container.configuration.get("Labels") or {},
        "State": container.state,
        "Status": container.state.capitalize(),
        "Ports": [],
    }


def _inspect(engine: Engine, exchange: Exchange, container: Container) -> None:
    state = {
        "Status": container.state,
        "Running": container.state is State.RUNNING,
        "ExitCode": container.exit_status,
        "Error": "",
    }
    exchange.answer(
        200,
        {
            "Id": container.identifier,
            "Name": f"/{container.name}",
            "Created": "2026-01-01T00:00:00Z",
            "Platform": engine.answers.os,
            "State": state,
            "Config": container.configuration,
            "HostConfig": container.configuration.get("HostConfig") or {},
        },
    )


def _start(engine: Engine, exchange: Exchange, container: Container) -> None:
    engine.containers.start(container)
    exchange.answer(204)


def _kill(engine: Engine, exchange: Exchange, container: Container) -> None:
    name = exchange.request.query.get("signal", "KILL").removeprefix("SIG")
    engine.containers.exit(container, 128 + (_SIGNALS[name] if name in _SIGNALS else int(name)))
    exchange.answer(204)


def _remove(engine: Engine, exchange: Exchange, container: Container) -> None:
    engine.containers.remove(container)
    exchange.answer(204)


def _wait(engine: Engine, exchange: Exchange, container: Container) -> None:
    wait = engine.containers.waiter(container, exchange.request.query.get("condition", ""))
    # The CLI starts the container only once it has seen the head of this answer.
    with exchange.chunks() as send:
        send(json.dumps({"StatusCode": wait()}).encode())


def _attach(engine: Engine, exchange: Exchange, container: Container) -> None:
    with exchange.hijack(_content_type(engine, exchange, container)) as send:
        engine.containers.await_start(container)
        _write(engine.answers, container, exchange.request.query, send)
        engine.containers.await_end(container)


def _logs(engine: Engine, exchange: Exchange, container: Container) -> None:
    with exchange.chunks(_content_type(engine, exchange, container)) as send:
        if container.state is not State.CREATED:
            _write(engine.answers, container, exchange.request.query, send)


def _content_type(engine: Engine, exchange: Exchange, container: Container) -> str:
    framed = not container.has_terminal and engine.speaks(exchange.request.version, "1.42")
    return f"application/vnd.docker.{'multiplexed' if framed else 'raw'}-stream"


def _write(answers: Answers, container: Container, wanted: Mapping[str, str], send: Callable[[bytes], None]) -> None:
    for number, name, content in ((_OUTPUT, "stdout", answers.output), (_ERROR_OUTPUT, "stderr", answers.error_output)):
        if wanted.get(name) not in {"1", "true"}:
            continue
        if container.has_terminal:
            send(content.replace(b"\n", b"\r\n"))
            continue
        for place in range(0, len(content), _FRAME_LIMIT):
            part = content[place : place + _FRAME_LIMIT]
            send(bytes([number, 0, 0, 0]) + len(part).to_bytes(4) + part)


def _resize(_: Engine, exchange: Exchange, _word: str) -> None:
    # Not looked up: the CLI sends it after the start, when a container that exits at once may be gone.
    exchange.answer(200)


def _known(handle: Callable[[Engine, Exchange, Container], None]) -> Callable[[Engine, Exchange, str], None]:
    def handle_known(engine: Engine, exchange: Exchange, word: str) -> None:
        if container := engine.containers.find(word):
            handle(engine, exchange, container)
        else:
            refused(404, f"No such container: {word}").play(exchange)

    return handle_known


CONTAINER_ROUTES: Mapping[str, Callable[..., None]] = {
    r"GET /containers/json": _list,
    r"POST /containers/create": _create,
    r"GET /containers/([^/]+)/json": _known(_inspect),
    r"POST /containers/([^/]+)/start": _known(_start),
    r"POST /containers/([^/]+)/kill": _known(_kill),
    r"POST /containers/([^/]+)/wait": _known(_wait),
    r"POST /containers/([^/]+)/attach": _known(_attach),
    r"POST /containers/([^/]+)/resize": _resize,
    r"GET /containers/([^/]+)/logs": _known(_logs),
    r"DELETE /containers/([^/]+)": _known(_remove),
}
