"""What an engine may answer to the steps of a one-off container, and nobody can read."""

import contextlib
from pathlib import Path

import pytest

from anyarch.emulators import machine_code
from anyarch.emulators.handlers import registration, table
from anyarch.engine import images, leftovers, one_off, volumes
from anyarch.engine.client import Client
from anyarch.oci.platforms import Platform
from anyarch.person.errors import EngineError
from tests.laboratory import asked
from tests.laboratory.recording_engine import Answer, Answers, RecordingEngine

HOST = Platform("linux", "amd64")
PROGRAM = {"program": machine_code.probe("amd64")}
NONSENSE: tuple[object, ...] = ([{"Os": [], "Labels": 5, "Id": 7}], {"Labels": [], "Id": 7}, [], {}, 5, "no", None)
PATHS = """
    /version /info /containers/json /containers/create /containers/*/start /containers/*/wait /containers/*/attach
    /containers/* /images/json /images/create /images/load /images/*/json /images/* /volumes /volumes/*
""".split()


def run(client: Client) -> None:
    with one_off.loaded(client, HOST, "repository", PROGRAM) as tag:
        one_off.run(client, tag, one_off.Task(with_output=True))


def look(client: Client) -> None:
    with contextlib.suppress(table.HandlersError):
        table.listed(client, HOST)
    registration.unregister(client, HOST, ["name"])


def keep(client: Client) -> None:
    one_off.keep(client, HOST, PROGRAM, "name", one_off.Task())


def sweep(client: Client) -> None:
    leftovers.remove(client)
    volumes.labeled(client, "label")
    volumes.is_ordinary(client, "name", {})
    volumes.remove(client, "name")


def pull(client: Client) -> None:
    images.pulled(client, "image", HOST, lambda: None)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("step", [run, look, keep, sweep, pull], ids=lambda step: step.__name__)
def test_an_answer_that_makes_no_sense_is_an_error_of_the_engines(tmp_path: Path, path: str, step: object) -> None:
    assert callable(step)
    for document in NONSENSE:
        with (
            RecordingEngine(tmp_path, Answers(faults={path: Answer(200, document)})) as engine,
            contextlib.suppress(EngineError),
            asked.client(engine.host, 5) as client,
        ):
            step(client)
