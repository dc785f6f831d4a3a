"""What an image starts, remembered."""

import glob
import os
from pathlib import Path
from urllib.parse import unquote

import pytest

from anyarch.bare import records
from anyarch.preflight import seen
from anyarch.preflight.seen import Subject
from anyarch.programs.children import Child, Children, Unread
from anyarch.programs.entry_point import COMMAND, PROGRAM, SCRIPT, Step
from anyarch.programs.start import Start

IMAGE = Subject("sha256:1", "linux/amd64", Start(entrypoint=("a",)))
STEPS = (
    Step(COMMAND, "a\nb\t", "/a\udcff", SCRIPT, "/bin/sh", is_executable=False),
    Step(COMMAND, "x", "/x", PROGRAM, "/lib/ld", platform="linux/arm64", float_abi="hard", level=3, bits=32),
)


def test_what_is_kept_is_recalled(tmp_path: Path) -> None:
    seen.keep(str(tmp_path), IMAGE, STEPS)
    assert seen.recall(str(tmp_path), IMAGE) == STEPS


def test_what_the_scripts_start_is_a_record_of_its_own(tmp_path: Path) -> None:
    hidden = Unread("/a", "exec $X")
    children = Children(
        (Child("/a", is_sure=True, may_change=False, steps=STEPS),), (hidden, Unread("/b", "c")), hidden
    )
    seen.keep_children(str(tmp_path), IMAGE, children)
    assert seen.recall(str(tmp_path), IMAGE) is None
    assert seen.recall_children(str(tmp_path), IMAGE) == children
    seen.keep_children(str(tmp_path), IMAGE, Children())
    assert seen.recall_children(str(tmp_path), IMAGE) == Children()


@pytest.mark.parametrize(
    "other",
    [
        IMAGE._replace(image="sha256:2"),
        IMAGE._replace(platform="linux/arm64"),
        IMAGE._replace(start=Start(entrypoint=("b",))),
        IMAGE._replace(mounts=("/bin",)),
    ],
)
def test_another_image_platform_or_command_or_what_hides_files_is_not_known(tmp_path: Path, other: Subject) -> None:
    seen.keep(str(tmp_path), IMAGE, STEPS)
    assert seen.recall(str(tmp_path), other) is None


def rewrite(folder: Path, fields: dict[str, str]) -> None:
    """Replace what is in the one record that was kept."""
    [record] = glob.glob(f"{folder}/contents/*")
    records.write(str(folder), "contents", unquote(os.path.basename(record)), fields)


LAYOUT = seen._LAYOUT  # noqa: SLF001 - so that a record is refused for what is in it


@pytest.mark.parametrize(
    "written",
    [
        "[",
        "[]",
        "[[], [], 1]",
        '[[["a", true, false, []]], [], null]',
        '[[], [["a"]], null]',
        '[[], [["a", 1]], null]',
        '[[["a", 1, false, [{"role": "", "name": "", "path": "", "kind": ""}]]], [], null]',
    ],
)
def test_a_record_of_scripts_that_makes_no_sense_is_none(tmp_path: Path, written: str) -> None:
    seen.keep_children(str(tmp_path), IMAGE, Children())
    rewrite(tmp_path, {"layout": LAYOUT, "children": written})
    assert seen.recall_children(str(tmp_path), IMAGE) is None


@pytest.mark.parametrize(
    "fields",
    [
        {"layout": "0", "steps": "[]"},
        {},
        {"layout": LAYOUT, "steps": "["},
        {"layout": LAYOUT, "steps": '[{"role": "command"}]'},
        {"layout": LAYOUT, "steps": '[{"role": 1, "name": "", "path": "", "kind": ""}]'},
        {"layout": LAYOUT, "steps": '[{"role": "", "name": "", "path": "", "kind": "", "level": true}]'},
        {"layout": LAYOUT, "steps": '[{"role": "", "name": "", "path": "", "kind": "", "other": 1}]'},
    ],
)
def test_a_record_that_makes_no_sense_is_none(tmp_path: Path, fields: dict[str, str]) -> None:
    seen.keep(str(tmp_path), IMAGE, STEPS)
    rewrite(tmp_path, fields)
    assert seen.recall(str(tmp_path), IMAGE) is None
