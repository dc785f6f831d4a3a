"""What a diagnosis says of what it has not read, for people and in JSON."""

import json

import pytest

from anyarch.cli import diagnose
from anyarch.diagnosis.diagnose import Diagnosis
from anyarch.programs.children import Child, Unread
from anyarch.programs.endings import Ending
from anyarch.programs.entry_point import COMMAND, PROGRAM, STARTED, Step

PYTHON = Step(COMMAND, "python3", "/usr/bin/python3", PROGRAM, platform="linux/amd64")
SERVER = Step(STARTED, "./server", "/app/server", PROGRAM, platform="linux/amd64")
SOUND = Diagnosis(
    kind="image",
    name="app",
    label="linux/amd64",
    host="linux/amd64",
    emulated="",
    private=False,
    steps=(PYTHON,),
    children=(),
    unread=(),
    notes=(),
    ending=None,
    conclusion=None,
)
PARTLY = SOUND._replace(unread=(Unread("/app/app.py", "a script for python3"),))
PART = "as far as it was read"


@pytest.mark.parametrize(
    ("found", "line", "sound"),
    [
        (SOUND, "ok  Nothing should stop it from running.", "yes"),
        (PARTLY, f"--  What it starts is sound {PART}.", PART),
        (SOUND._replace(notes=("x",)), f"--  What it starts is sound {PART}.", PART),
        (SOUND._replace(steps=()), "--  It has neither ENTRYPOINT nor CMD, so it starts nothing by itself.", PART),
        (SOUND._replace(ending=Ending("", 3, "")), "ok  What it starts is sound; it ended with 3 by itself.", "yes"),
        (
            PARTLY._replace(ending=Ending("", 1, "")),
            f"--  What it starts is sound {PART}; it ended with 1 by itself.",
            PART,
        ),
        (SOUND._replace(unexplained="x: y"), "--  Its files do not show why it failed: x: y", "no"),
        (
            PARTLY._replace(emulated="linux/arm64"),
            f"--  What it starts is sound {PART}. It is emulated (linux/arm64), which is slower.",
            PART,
        ),
    ],
)
def test_the_verdict_says_how_far_it_goes(
    capsys: pytest.CaptureFixture[str], found: Diagnosis, line: str, sound: str
) -> None:
    diagnose._print(found)  # noqa: SLF001 - the command itself needs an engine with files
    assert capsys.readouterr().out.splitlines()[0] == line
    report = json.loads(json.dumps(diagnose._report(found)))  # noqa: SLF001
    assert report["sound"] == sound


def test_what_was_not_read_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    child = Child("/start.sh", is_sure=True, may_change=False, steps=(SERVER,))
    tool = child._replace(steps=(SERVER._replace(name="mkdir", path="/bin/mkdir"),))
    perhaps = child._replace(is_sure=False, steps=(SERVER._replace(name="x", path="/x"),))
    found = PARTLY._replace(children=(tool, child, perhaps), notes=("/start.sh may start x. It is empty.",))
    diagnose._print(found)  # noqa: SLF001
    assert capsys.readouterr().out.splitlines()[2:] == [
        "engine   linux/amd64",
        "image    app, linux/amd64",
        "starts   python3, which is /usr/bin/python3: a program for linux/amd64",
        "then     ./server, which is /app/server: a program for linux/amd64",
        "not read /app/app.py: a script for python3",
        "note     /start.sh may start x. It is empty.",
    ]
    report = json.loads(json.dumps(diagnose._report(found)))  # noqa: SLF001
    many = found._replace(unread=tuple(Unread(f"/{number}", "x") for number in range(20)))
    diagnose._print(many)  # noqa: SLF001
    lines = capsys.readouterr().out.splitlines()
    assert (lines[6], lines[13], lines[14]) == ("not read /0: x", "         /7: x", "         and 12 more")
    assert report["unread"] == [{"file": "/app/app.py", "what": "a script for python3"}]
    assert report["children"][1]["steps"][0]["path"] == "/app/server"
