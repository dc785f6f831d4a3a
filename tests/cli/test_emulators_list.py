"""`anyarch emulators list` with a pack: which one is used, by which digest, and which one is not."""

import pytest

from tests.cli.conftest import report
from tests.laboratory import known_pack
from tests.laboratory.person import Person
from tests.laboratory.recording_engine import Answer, Answers

PLANTED = {"Name": "anyarch-pack-amd64-planted", "Labels": {}, "CreatedAt": "2026-09-09T00:00:00Z"}
MARK = {"Name": "another-mark", "Labels": {"io.anyarch.pack.complete": PLANTED["Name"]}}
WORLD = Answers(faults={"/volumes": Answer(200, {"Volumes": [*known_pack.VOLUMES, PLANTED, MARK]})})
pytestmark = pytest.mark.usefixtures("engine")


def test_the_trusted_pack_and_each_of_its_emulators_have_a_digest(person: Person) -> None:
    known_pack.trust(person, "arm64", "s390x")
    found = report(person, "emulators", "list", "--json")
    lines, names, packed = (
        person.anyarch("emulators", "list", *words).output.splitlines()
        for words in ((), ("-q",), ("--format", "{{.Platform}} {{.Packed}}"))
    )
    assert names == [each["platform"] for each in found["platforms"]]
    assert packed == [f"{each['platform']} {str(each['packed']).lower()}" for each in found["platforms"]]
    assert (found["pack"], found["digest"]) == (known_pack.VOLUME, known_pack.DIGEST)
    emulators = [{"architecture": name, "digest": known_pack.DIGEST} for name in ("arm64", "s390x")]
    assert (found["emulators"], found["refused"]) == (emulators, [PLANTED["Name"]])
    assert [line.split() for line in lines if known_pack.DIGEST in line] == [
        [name, known_pack.DIGEST] for name in (known_pack.VOLUME, "qemu-arm64", "qemu-s390x")
    ]
    assert any(line.startswith(f"{PLANTED['Name']} is labeled as a pack, and is not used") for line in lines)
    assert {each["platform"] for each in found["platforms"] if each["packed"]} == {"linux/arm64", "linux/s390x"}
    assert person.anyarch("config", "set", "emulation.packs", f"sha256:{'0' * 64}").status == 0
    found = report(person, "emulators", "list", "--json")
    assert (found["pack"], found["digest"], found["emulators"]) == (None, None, [])
    assert found["refused"] == [PLANTED["Name"], known_pack.VOLUME]
