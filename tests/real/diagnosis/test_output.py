"""What a person reads of a diagnosis, on a real engine; and that an image is read once."""

import time

import pytest

from tests.real.diagnosis.conftest import Admit

pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("no_handlers")]

SOUND = """\
ok  Nothing should stop it from running.

engine   linux/amd64
image    faulty-with-loader:latest, linux/amd64
starts   /start: a program for linux/amd64, loader /lib64/ld-linux-x86-64.so.2
         /lib64/ld-linux-x86-64.so.2: a program for linux/amd64
"""


def test_a_person_reads_what_starts_step_by_step(patient: Admit) -> None:
    admitted = patient("with-loader")
    done = admitted.person.anyarch("diagnose", admitted.image)
    assert (done.output, done.errors) == (SOUND, "")


def test_the_end_of_a_container_is_quoted(patient: Admit) -> None:
    admitted = patient("not-executable")
    admitted.run("--name", "quoted")
    done = admitted.person.anyarch("diagnose", "quoted")
    assert "ended    with status 126\n" in done.output
    assert 'exec: "/start": permission denied' in " ".join(done.output.split())


def test_an_image_is_read_once(patient: Admit) -> None:
    admitted = patient("sound")
    started = f"{time.time():.6f}"
    reports = [admitted.report() for _ in range(3)]
    assert reports[0] == reports[1] == reports[2]
    admitted.forget()
    assert admitted.report() == reports[0]
    filters = ["--filter", "event=create", "--filter", "label=io.anyarch.look"]
    events = admitted.person.real_docker("events", "--since", started, "--until", f"{time.time():.6f}", *filters)
    assert len(events.output.splitlines()) == 2


def test_a_container_is_read_as_it_is_now(patient: Admit) -> None:
    admitted = patient("not-executable")
    admitted.person.real_docker("create", "--name", "changed", admitted.image)
    assert admitted.cause("changed") == "not-executable"
    program = admitted.folder / "program"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    admitted.person.real_docker("cp", str(program), "changed:/start")
    assert admitted.cause("changed") == ""
