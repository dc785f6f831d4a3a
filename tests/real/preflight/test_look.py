"""A look into images whose labels lie, before their first run: on a real engine, with and without an emulator.

`mislabelled` says native and holds a foreign program, `mislabelled-rev` the other way round.
"""

import json
import time
from typing import Any

import pytest

from anyarch.engine.unstarted import LABEL
from tests.laboratory.person import Person
from tests.real.conftest import QUIETLY, Machine, Store

pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("emulation")]


def planned(person: Person, *words: str) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(person.anyarch("plan", "--json", "--", *words).output)
    return report


def inspect(person: Person, setting: str) -> None:
    assert person.anyarch("config", "set", "inspection", setting).status == 0


def test_a_native_program_behind_a_foreign_label_is_no_reason_to_warn(store: Store, machine: Machine) -> None:
    name = store.prepare("mislabelled-rev", "foreign")
    store.person.environment["ANYARCH_NOTICE"] = "always"
    for words in (("run", *QUIETLY, name), ("run", *QUIETLY, "--platform", f"linux/{machine.foreign}", name)):
        done = store.person.docker(*words)
        assert (done.status, done.output.strip()) == (0, machine.native_name)
        assert "emula" not in done.errors
    assert not planned(store.person, "run", name)["emulated"]


def test_the_setting_keeps_it_from_looking(store: Store, *, emulation: bool) -> None:
    name = store.prepare("mislabelled-rev", "foreign")
    inspect(store.person, "never")
    report = planned(store.person, "run", name)
    assert report["emulated"] == emulation
    assert (report["remedy"] is None) == emulation


def test_a_foreign_program_behind_a_native_label_is_found_by_who_always_looks(store: Store, *, emulation: bool) -> None:
    name = store.prepare("mislabelled", "native")
    unseen = store.person.docker("run", *QUIETLY, name)
    assert "anyarch:" not in unseen.errors
    inspect(store.person, "always")
    done = store.person.docker("run", *QUIETLY, name)
    assert (done.status == 0) == emulation
    assert (f"is for linux/{store.machine.foreign}" in done.errors) == (not emulation)
    assert f"emulators install linux/{store.machine.foreign}" in done.errors or emulation


def test_an_image_is_read_once(store: Store) -> None:
    name = store.prepare("mislabelled-rev", "foreign")
    started = f"{time.time():.6f}"
    store.person.docker("run", *QUIETLY, name)
    planned(store.person, "run", name)
    looks = ("--filter", "event=create", "--filter", f"label={LABEL}")
    events = store.person.real_docker("events", "--since", started, "--until", f"{time.time():.6f}", *looks)
    assert len(events.output.splitlines()) == 1
