import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anyarch.bare import documents

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(JSON)
def test_what_json_writes_is_read_the_same(value: object) -> None:
    assert documents.parse(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")) == value


@given(st.binary(max_size=60))
def test_any_bytes_are_read_as_json_reads_them_or_refused(data: bytes) -> None:
    try:
        expected = json.loads(data.decode("utf-8"))
    except ValueError:
        with pytest.raises(ValueError, match=r".+"):
            documents.parse(data)
    else:
        assert repr(documents.parse(data)) == repr(expected)


@pytest.mark.parametrize("data", [b"", b"{", b"[1,]", b"{} {}", b"nul", b"[" * 100_000, b"\xff\xfe", b'{"a":1}x'])
def test_what_is_no_json_document_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        documents.parse(data)


def test_the_accessors_give_an_empty_value_where_something_else_stands() -> None:
    document = {"a": {"b": "text", "c": [1], "d": 5}}
    assert documents.text(document, "a", "b") == "text"
    assert documents.items(document, "a", "c") == [1]
    assert documents.entry(document, "a", "d") == 5
    for path in (("a", "d"), ("a", "b", "c"), ("x",), ("a", "c", "0")):
        assert documents.text(document, *path) == ""
        assert documents.items(document, *path) == []
    assert documents.text(None, "a") == ""


def test_reading_even_what_is_no_json_loads_no_json_module() -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from anyarch.bare import documents\n"
        "for data in (b'[1.5, {}]', b'', b'[1,', b'{}x'):\n"
        "    try: documents.parse(data)\n"
        "    except ValueError: pass\n"
        "print(sorted(name for name in sys.modules if name.startswith('json')))"
    )
    source = documents.__file__.removesuffix("anyarch/bare/documents.py")
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code, source], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


KINDS: dict[str, type] = {"Name": str, "Flag": bool, "Map": dict}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"Name": "a", "Other": 1}', {"Name": "a"}),
        ('{"NAME": "a"}', {"Name": "a"}),
        ('{"Name": "a", "name": "b", "Name": "c"}', {"Name": "c"}),
        ('{"Name": "a", "name": "b"}', {"Name": "b"}),
        ('{"Name": "a", "name": null, "NAME": 5, "nAme": []}', {"Name": "a"}),
        ('{"Names": "a", "Nam": "b"}', {}),
        ('{"Flag": true, "flag": "false"}', {"Flag": True}),
        ('{"Map": {"k": 1, "K": 2, "k": 3}}', {"Map": {"k": 3, "K": 2}}),
        ('{"Map": {"a": 1, "b": 1}, "map": {"b": 2}}', {"Map": {"a": 1, "b": 2}}),
        ('{"Map": {"a": 1}, "map": null}', {}),
        ('{"Map": {"a": 1}, "map": 5}', {"Map": {"a": 1}}),
        ("[]", {}),
        ("5", {}),
    ],
)
def test_a_structure_is_filled_in_as_go_does(text: str, found: dict[str, object]) -> None:
    assert documents.structure(documents.parse_members(text.encode(), is_whole=True), KINDS) == found


def test_what_follows_in_a_file_of_dockers_counts_only_where_docker_counts_it() -> None:
    assert documents.parse_members(b' {} "', is_whole=False) == []
    with pytest.raises(ValueError, match=r".+"):
        documents.parse_members(b'{} "', is_whole=True)
    for broken in (b"", b"{", b"[" * 100_000):
        with pytest.raises(ValueError, match=r".+"):
            documents.parse_members(broken, is_whole=False)
