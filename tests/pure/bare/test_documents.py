import _json
import json
import runpy
import subprocess
import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anyarch.bare import documents

SOURCE = documents.__file__.removesuffix("anyarch/bare/documents.py")


# Private scanners that a later Python may have.
LATER: dict[str, Callable[[Any], object] | None] = {
    "one that asks for one thing more": lambda rules: rules.of_later,
    "one that does so when it reads": lambda rules: lambda *_: rules.of_later,
    "one that reads every object as a dict, whatever the hooks": lambda _: json.JSONDecoder().raw_decode,
    "none": None,
}


def with_scanner(scanner: object) -> SimpleNamespace:
    """The module as it is where Python has this private scanner; None: has none."""
    with mock.patch.object(_json, "make_scanner", scanner):
        if scanner is None:
            del _json.make_scanner
        return SimpleNamespace(**runpy.run_path(documents.__file__))


READERS: dict[str, Any] = {
    "as Python is": documents,
    **{name: with_scanner(scanner) for name, scanner in LATER.items()},
}
every_reader = pytest.mark.parametrize("reader", READERS.values(), ids=READERS)


def test_the_private_scanner_is_used_only_where_it_reads_as_it_is_known_to() -> None:
    kinds = {name: type(reader._scan_members).__module__ for name, reader in READERS.items()}  # noqa: SLF001
    assert kinds == {"as Python is": "_json", **dict.fromkeys(LATER, "builtins")}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@every_reader
@given(value=JSON)
def test_what_json_writes_is_read_the_same(reader: SimpleNamespace, value: object) -> None:
    assert reader.parse(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")) == value


@every_reader
@given(data=st.binary(max_size=60))
def test_any_bytes_are_read_as_json_reads_them_or_refused(reader: SimpleNamespace, data: bytes) -> None:
    try:
        expected = json.loads(data.decode("utf-8"))
    except ValueError:
        with pytest.raises(ValueError, match=r".+"):
            reader.parse(data)
    else:
        assert repr(reader.parse(data)) == repr(expected)


BROKEN = [
    *(b"", b"{", b"[1,]", b"nul", b"[" * 100_000, b"\xff\xfe", b'{"a"', b'{"a" 1}', b'{"a":1,', b'"abc', b"[1 2]"),
    *(b'"\\q"', b'"\\u12"', b'"\x01"', b"-", b"1" * 10_000, b"\xef\xbb\xbf{}"),
]
FOLLOWED = [b"{} {}", b'{"a":1}x', b'{} "']


@every_reader
@pytest.mark.parametrize("data", [*BROKEN, *FOLLOWED], ids=lambda data: repr(data[:8]))
def test_what_is_no_json_document_is_refused(reader: SimpleNamespace, data: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        reader.parse(data)
    for is_whole in (True, False):  # docker takes what is no UTF-8, and for some files what follows
        if data != b"\xff\xfe" and (is_whole or data not in FOLLOWED):
            with pytest.raises(ValueError, match=r".+"):
                reader.parse_members(data, is_whole=is_whole)


def test_it_is_refused_also_where_nothing_has_loaded_json_and_reading_does_not() -> None:
    code = f"""
import sys
sys.path.insert(0, {SOURCE!r})
from anyarch.bare import documents

def refuse(several):
    for data in several:
        for read in documents.parse, lambda data: documents.parse_members(data, is_whole=True):
            try: print(data, "is read as", read(data))
            except ValueError: pass

documents.parse(b"[1.5, {{}}]")
refuse([b"", b"[1,", b"{{}}x"])
print(sorted(name for name in sys.modules if name.startswith("json")))
refuse({[*BROKEN[:4], *BROKEN[6:], *FOLLOWED]!r})
"""
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_the_accessors_give_an_empty_value_where_something_else_stands() -> None:
    document = {"a": {"b": "text", "c": [1], "d": 5}}
    assert documents.text(document, "a", "b") == "text"
    assert documents.items(document, "a", "c") == [1]
    assert documents.entry(document, "a", "d") == 5
    for path in (("a", "d"), ("a", "b", "c"), ("x",), ("a", "c", "0")):
        assert documents.text(document, *path) == ""
        assert documents.items(document, *path) == []
    assert documents.text(None, "a") == ""


KINDS: dict[str, type] = {"Name": str, "Flag": bool, "Map": dict}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"Name": "a", "Other": 1}', {"Name": "a"}),
        ('{"NAME": "a"}', {"Name": "a"}),
        ('{"Name": "a", "name": "b", "Name": "c"}', {"Name": "c"}),
        ('{"Name": "a", "name": null, "NAME": 5, "nAme": []}', {"Name": "a"}),
        ('{"Names": "a", "Nam": "b"}', {}),
        ('{"Flag": true, "flag": "false"}', {"Flag": True}),
        ('{"Map": {"k": 1, "K": 2, "k": 3}}', {"Map": {"k": 3, "K": 2}}),
        ('{"Map": {"a": 1, "b": 1}, "map": {"b": 2}}', {"Map": {"a": 1, "b": 2}}),
        ('{"Map": {"a": 1}, "map": null}', {}),
        ('{"Map": {"a": 1}, "map": 5}', {"Map": {"a": 1}}),
        ("5", {}),
    ],
)
@every_reader
def test_a_structure_is_filled_in_as_go_does(reader: SimpleNamespace, text: str, found: dict[str, object]) -> None:
    assert reader.structure(reader.parse_members(text.encode(), is_whole=True), KINDS) == found


@every_reader
def test_what_follows_in_a_file_of_dockers_counts_only_where_docker_counts_it(reader: SimpleNamespace) -> None:
    assert reader.parse_members(b' {} "', is_whole=False) == []
