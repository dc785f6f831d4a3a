import os

import pytest

from anyarch.emulators import machine_code
from anyarch.oci.architectures import EMULATED
from anyarch.programs import linkage
from tests.laboratory.architectures import native
from tests.laboratory.debian import cache
from tests.laboratory.private_programs import folder
from tests.laboratory.programs import first


def debian(*places: str) -> bytes:
    with open(first(folder(cache(os.environ)), *places), "rb") as file:
        return file.read()


def test_a_static_program_needs_nothing() -> None:
    needs = linkage.read(debian("bin/busybox", "usr/bin/busybox"))
    assert needs == (native().name, "", (), ())


def test_a_dynamic_program_names_its_loader_and_libraries() -> None:
    needs = linkage.read(debian("usr/bin/proot"))
    assert needs.architecture == native().name
    assert needs.loader.startswith("/lib")
    assert set(needs.libraries) == {"libtalloc.so.2", "libc.so.6"}


@pytest.mark.parametrize("architecture", EMULATED)
def test_each_architecture_is_told(architecture: str) -> None:
    assert linkage.read(machine_code.probe(architecture)).architecture == architecture


def test_proots_own_loader_is_a_whole_program() -> None:
    loader = linkage.embedded(debian("usr/bin/proot"))
    assert linkage.read(loader) == (native().name, "", (), ())
    assert len(loader) < 65536


def test_a_program_without_one_in_it_is_refused() -> None:
    with pytest.raises(ValueError, match="no embedded loader"):
        linkage.embedded(debian("usr/bin/tini-static"))


@pytest.mark.parametrize("content", [b"", b"#!/bin/sh\n", b"\x7fELF", b"\x7fELF\x02\x01\x01" + bytes(9)])
def test_what_is_no_program_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="not a valid ELF file"):
        linkage.read(content)
