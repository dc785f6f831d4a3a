import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anyarch.bare.command_line import Invocation, PassThrough, parse, with_platform
from anyarch.bare.flags import READING, VERBS
from tests.pure.bare.written_lines import invocation


@pytest.mark.parametrize(
    ("line", "verb", "image"),
    [
        ("run alpine", "run", "alpine"),
        ("create alpine", "create", "alpine"),
        ("pull alpine", "pull", "alpine"),
        ("container run alpine", "run", "alpine"),
        ("container create alpine", "create", "alpine"),
        ("image pull alpine", "pull", "alpine"),
        ("-- run alpine", "run", "alpine"),
        ("-D --context x -H unix:///s run alpine", "run", "alpine"),
        ("--log-level=debug -ldebug run alpine", "run", "alpine"),
        ("-c run run alpine", "run", "alpine"),
        ("run -it alpine sh", "run", "alpine"),
        ("run -itv/a:/b alpine", "run", "alpine"),
        ("run -itv /a:/b alpine", "run", "alpine"),
        ("run -it=false alpine", "run", "alpine"),
        ("run -e -it alpine", "run", "alpine"),
        ("run --env A alpine", "run", "alpine"),
        ("run --env --rm alpine", "run", "alpine"),
        ("run --name x -- alpine", "run", "alpine"),
        ("run -- --platform alpine", "run", "--platform"),
        ("run alpine --platform linux/arm64", "run", "alpine"),
        ("run - alpine", "run", "-"),
        ("run '' alpine", "run", ""),
        ("run -h host alpine", "run", "alpine"),
        ("run --use-api-socket -q alpine", "run", "alpine"),
        ("run --help=false alpine", "run", "alpine"),
        ("pull alpine -q", "pull", "alpine"),
        ("pull -- alpine", "pull", "alpine"),
        ("run --runtime runc alpine", "run", "alpine"),
    ],
)
def test_the_image_is_the_first_word_that_pflag_takes_for_no_flag(line: str, verb: str, image: str) -> None:
    found = invocation(line)
    assert (found.verb, found.image) == (verb, image)


@pytest.mark.parametrize(
    "line",
    [
        "", "ps", "exec -it c sh", "compose run web", "container ls", "container", "image ls", "build .", "--help",
        "-v", "--version run alpine", "help run", "__complete run ''", "start run",
        "run", "run --help alpine", "run --rm", "run --name", "run --name x", "run --", "run -it",
        "run --unknown alpine", "run --plat linux/arm64 alpine", "run -x alpine", "run -itx alpine", "run ---rm alpine",
        "run --=x alpine", "run --rm=perhaps alpine", "run -i= alpine", "run --it alpine",
        "create -d alpine", "create --detach-keys x alpine", "pull --rm alpine", "pull -i alpine",
        "pull a b", "pull --all-tags alpine", "pull -a alpine", "pull -h", "pull --platform",
        "container --rm run alpine", "--context", "-H", "--unknown run alpine", "-it run alpine",
        "--debug=x run alpine", "-- -D run alpine", "-- -H run run alpine",
        "run --runtime io.containerd.wasmtime.v1 alpine", "run --platform= alpine", "run --platform '' alpine",
    ],
)  # fmt: skip
def test_everything_else_passes_through_with_a_reason(line: str) -> None:
    answer = parse(shlex.split(line), {})
    assert isinstance(answer, PassThrough)
    assert answer.reason.endswith(".")


@pytest.mark.parametrize(
    ("line", "variable", "platform"),
    [
        ("run alpine", "", ""),
        ("run --platform linux/arm64 alpine", "", "linux/arm64"),
        ("run --platform=arm64 --platform=s390x alpine", "", "s390x"),
        ("run alpine", "linux/arm64", "linux/arm64"),
        ("run --platform amd64 alpine", "linux/arm64", "amd64"),
        ("pull alpine --platform linux/arm64", "", "linux/arm64"),
        ("create alpine", "s390x", "s390x"),
    ],
)
def test_the_platform_asked_for_is_the_flag_given_last_or_else_the_variable(
    line: str, variable: str, platform: str
) -> None:
    assert invocation(line, DOCKER_DEFAULT_PLATFORM=variable).platform == platform


@pytest.mark.parametrize(
    ("line", "attribute", "value"),
    [
        ("run -e=A=b a", "flags", {"env": "A=b"}),
        ("run -e= a", "flags", {"env": "="}),
        ("run -eA a", "flags", {"env": "A"}),
        ("run --env= a", "flags", {"env": ""}),
        ("run -it=false -q a", "flags", {"interactive": "true", "tty": "false", "quiet": "true"}),
        ("run --rm=T --init=0 a", "flags", {"rm": "true", "init": "false"}),
        ("run --name a --name b c", "flags", {"name": "b"}),
        ("run --name -- b", "flags", {"name": "--"}),
        ("-H tcp://a:1 --tlsverify run a", "connection", {"host": "tcp://a:1", "tlsverify": "true"}),
        ("--tls=0 --tlscacert=ca.pem run a", "connection", {"tls": "false", "tlscacert": "ca.pem"}),
        ("--config /c run a", "connection", {"config": "/c"}),
        ("run a", "pull_policy", "missing"),
        ("run --pull=missing a", "pull_policy", "missing"),
        ("run --pull=always a", "pull_policy", "always"),
        ("create --pull never a", "pull_policy", "never"),
        ("run --pull= a", "pull_policy", "never"),
        ("run --pull Always a", "pull_policy", "never"),
        ("run --pull=never --pull=always a", "pull_policy", "always"),
    ],
)
def test_values_are_read_to_pflags_letter(line: str, attribute: str, value: object) -> None:
    assert getattr(invocation(line), attribute) == value


@pytest.mark.parametrize(
    ("variable", "passing", "others"),
    [
        ("ANYARCH", ["off", "OFF", "0", "no", "false"], ["", "on", "1"]),
        ("DOCKER_API_VERSION", ["1.24", "1.31", "v1.30", "1.0"], ["", "1.32", "v1.41", "1.49", "1.100", "2.0"]),
    ],
)
def test_the_off_switch_and_an_api_without_platforms_pass_everything_through(
    variable: str, passing: list[str], others: list[str]
) -> None:
    for value in passing:
        assert isinstance(parse(["run", "alpine"], {variable: value}), PassThrough), value
    for value in others:
        assert isinstance(parse(["run", "alpine"], {variable: value}), Invocation), value


@pytest.mark.parametrize(
    ("line", "changed"),
    [
        ("run -it alpine sh", "run --platform P -it alpine sh"),
        ("run -- alpine", "run --platform P -- alpine"),
        ("-D container run alpine", "-D container run --platform P alpine"),
        ("-- image pull alpine", "-- image pull --platform P alpine"),
        ("-c run run run", "-c run run --platform P run"),
    ],
)
def test_the_platform_goes_directly_behind_the_verb(line: str, changed: str) -> None:
    words = shlex.split(line)
    assert with_platform(words, invocation(line), "P") == shlex.split(changed)


WORDS = st.lists(
    st.one_of(
        st.sampled_from(["run", "create", "pull", "container", "image", "--", "-", "-it", "-e", "--env", "--rm", "-v"]),
        st.text(max_size=8),
    ),
    max_size=8,
)


@given(WORDS)
def test_any_words_are_read_or_passed_through_and_a_platform_changes_nothing_else_in_them(words: list[str]) -> None:
    answer = parse(words, {})
    if isinstance(answer, PassThrough):
        return
    changed = with_platform(words, answer, "linux/s390x")
    again = parse(changed, {})
    assert isinstance(again, Invocation)
    assert again.platform in (answer.platform or "linux/s390x", answer.platform)
    assert (again.verb, again.image) == (answer.verb, answer.image)
    assert again.flags | {"platform": ""} == answer.flags | {"platform": ""}
    del changed[answer.after_verb : answer.after_verb + 2]
    assert changed == words


def test_no_verb_that_may_change_images_counts_as_reading() -> None:
    assert not {*VERBS, "build", "load", "tag", "rmi", "commit", "import", "image", "container"} & {*READING}
