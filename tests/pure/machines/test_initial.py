"""The archive that a kernel unpacks first, read as the kernel reads it (Documentation/driver-api/early-userspace)."""

import pytest

from tests.machines import initial

FIELDS = 13
NAME_SIZE, FILE_SIZE, MODE = 11, 6, 1


def entries(archive: bytes) -> dict[str, tuple[int, bytes]]:
    """The mode and the content of each file."""
    found = {}
    while archive:
        assert archive.startswith(b"070701")
        numbers = [int(archive[6 + 8 * field : 14 + 8 * field], 16) for field in range(FIELDS)]
        begin = 6 + 8 * FIELDS
        name = archive[begin : begin + numbers[NAME_SIZE] - 1].decode()
        assert archive[begin + numbers[NAME_SIZE] - 1] == 0
        begin += numbers[NAME_SIZE]
        begin += -begin % 4
        found[name] = (numbers[MODE], archive[begin : begin + numbers[FILE_SIZE]])
        end = begin + numbers[FILE_SIZE]
        archive = archive[end + -end % 4 :]
    return found


@pytest.mark.parametrize("content", [b"", b"1", b"12", b"123", b"1234", bytes(range(256))])
@pytest.mark.parametrize("name", ["a", "ab", "abc", "abcd"])
def test_each_file_is_found_again(name: str, content: bytes) -> None:
    archive = initial.entry(name, 0o100755, content) + initial.entry("next", 0o040755) + initial.entry(initial.END, 0)
    assert entries(archive) == {name: (0o100755, content), "next": (0o040755, b""), initial.END: (0, b"")}
