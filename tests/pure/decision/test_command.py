"""What the container of a command starts, and which of the image's files are hidden from a look."""

import pytest

from anyarch.decision import command
from anyarch.decision.facts import UnseenError
from anyarch.programs.start import Start
from tests.pure.bare.written_lines import invocation
from tests.pure.programs.written_files import file, looking

IMAGE = Start(entrypoint=("/entry",), command=("serve", "-x"), path="/bin", folder="/app")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("run i", "/entry serve -x"),
        ("run i a -b", "/entry a -b"),
        ("run --entrypoint /x i", "/x"),
        ("run --entrypoint /x i a -b", "/x a -b"),
        ("run --entrypoint= i a", "a"),
        ("run --entrypoint= i", ""),
        ("run --entrypoint /x --entrypoint /y i", "/y"),
        ("create i -- a", "/entry -- a"),
    ],
)
def test_the_words_are_combined_as_docker_combines_them(line: str, words: str) -> None:
    start = command.combined(invocation(line), IMAGE)
    assert " ".join((*start.entrypoint, *start.command)) == words


def test_an_empty_entry_point_of_the_image_is_none() -> None:
    assert command.combined(invocation("run i"), IMAGE._replace(entrypoint=("",))).entrypoint == ()


@pytest.mark.parametrize(
    ("flags", "path", "folder"),
    [
        ("", "/bin", "/app"),
        ("-w /srv", "/bin", "/srv"),
        ("-e PATH=/a -e X=1 --env PATH=/b:/c", "/b:/c", "/app"),
        ("-e PATH", "/bin", "/app"),
    ],
)
def test_flags_say_where_the_program_is_looked_for(flags: str, path: str, folder: str) -> None:
    start = command.combined(invocation(f"run {flags} i"), IMAGE)
    assert (start.path, start.folder) == (path, folder)


@pytest.mark.parametrize(
    ("flags", "mounts"),
    [
        ("", ()),
        ("-v name:/x/:ro --volume=./here:/y:z", ("/x", "/y")),
        ("-v /anonymous", ()),
        ("--tmpfs /run:size=1m --tmpfs /srv", ("/run", "/srv")),
        ("--mount type=bind,source=/a,target=/x,readonly", ("/x",)),
        ("--mount type=volume,dst=/x --mount 'type=bind,\"src=/a,b\",destination=/y'", ("/x", "/y")),
        ("--volumes-from other", ("/",)),
    ],
)
def test_each_way_to_mount_hides_files_of_the_image(flags: str, mounts: tuple[str, ...]) -> None:
    assert command.mounted(invocation(f"run {flags} i")) == mounts


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("run -v /h:/x i /x/../x/y", True),
        ("run -v /h:/x i /xy", False),
        ("run -v /h:/x --entrypoint /x/y i", True),
        ("run -v /h:/x -w /x i ./y", True),
        ("run -v /h:/x -w /x i y", False),
        ("run -v /h:/x i", False),
        ("run --volumes-from c i /y", True),
    ],
)
def test_a_program_under_a_mount_is_known_by_the_words(line: str, *, expected: bool) -> None:
    assert command.starts_under_a_mount(invocation(line)) is expected


@pytest.mark.parametrize(("path", "led_to"), [("/x/y", "/x/y"), ("/x", "/x"), ("/link", "/x/target")])
def test_what_is_under_a_mount_is_not_looked_at(path: str, led_to: str) -> None:
    look = command.visible(lambda _: file(led_to, b"x"), ("/x",))
    with pytest.raises(UnseenError):
        look(path)


def test_everything_else_is() -> None:
    look = command.visible(looking({"/y": b"x"}), ("/x",))
    assert look("/y") == file("/y", b"x")
    assert look("/z") is None
