"""What is asked, what is remembered, and for how long; the requests are counted by those who got them."""

import pytest

from anyarch.bare import records
from anyarch.person.errors import RefusedError, UnlistedError, UnreachableError
from tests.cli.catalog.conftest import CONTENT, DAY, MINUTES, PLATFORMS, Later, Setting, distribution, single
from tests.laboratory.faulty_registry import FaultyRegistry
from tests.laboratory.images import OCI, Entry, Platform, index

OTHER = distribution(single("riscv64"), ["linux/riscv64"])


def test_another_name_or_another_engine_is_another_question(setting: Setting) -> None:
    with setting.engine(distribution(CONTENT)) as engine:
        setting.offered()
        for name in ("sound:1", "other/sound"):
            with pytest.raises(RefusedError, match="manifest unknown"):
                setting.offered(name)
        assert len(setting.looked_up(engine)) == 3
    with pytest.raises(UnreachableError):
        setting.catalog(host=f"{setting.host}2").look_up(setting.name("sound"))


def test_a_live_question_is_asked_once_in_a_command_and_its_answer_kept(setting: Setting) -> None:
    with setting.engine(distribution(CONTENT)):
        setting.offered()
    with setting.engine(OTHER) as engine:
        assert setting.offered() == PLATFORMS
        catalog = setting.catalog()
        for _ in range(2):
            catalog.look_up(setting.name("sound"), live=True)
        assert setting.offered() == ["linux/riscv64"]
        assert len(setting.looked_up(engine)) == 1


@pytest.mark.parametrize(("age", "asked"), [(0, []), (MINUTES - 1, []), (MINUTES + 1, [("HEAD", 200)])])
def test_to_confirm_a_tag_that_has_not_moved_costs_one_head_after_minutes(
    setting: Setting, later: Later, age: float, asked: list[tuple[str, int]]
) -> None:
    name = setting.name("sound")
    with setting.engine(distribution(CONTENT)) as engine:
        setting.offered()
        later(age)
        catalog = setting.catalog()
        assert catalog.look_up(name) == catalog.confirmed(name) == catalog.confirmed(name)
        assert setting.asked() == asked
        assert len(setting.looked_up(engine)) == 1


def test_a_short_lifetime_is_as_short_for_a_confirmation(setting: Setting, later: Later) -> None:
    with setting.engine(distribution(CONTENT)):
        setting.offered()
        later(2)
        setting.lifetime = 1
        setting.catalog().confirmed(setting.name("sound"))
        assert setting.asked() == [("HEAD", 200)]


def test_what_this_command_has_asked_for_need_not_be_confirmed(setting: Setting, later: Later) -> None:
    name = setting.name("sound")
    with setting.engine(distribution(CONTENT)) as engine:
        catalog = setting.catalog()
        catalog.look_up(name)
        catalog.confirmed(name)
        assert (setting.asked(), len(setting.looked_up(engine))) == ([], 1)
        later(DAY + 1)
        catalog = setting.catalog()
        catalog.look_up(name)
        catalog.confirmed(name)
        assert (setting.asked(), len(setting.looked_up(engine))) == ([("HEAD", 200)], 1)
        assert setting.offered() == PLATFORMS  # as good as new
        assert (setting.asked(), len(setting.looked_up(engine))) == ([], 1)


@pytest.mark.parametrize(("age", "ask"), [(MINUTES + 1, "confirmed"), (DAY + 1, "look_up")])
def test_a_tag_that_has_moved_is_asked_for_anew(setting: Setting, later: Later, age: float, ask: str) -> None:
    with setting.engine(distribution(single("arm64"), PLATFORMS)):
        setting.offered()
    later(age)
    with setting.engine(distribution(CONTENT, ["linux/riscv64"])) as engine:
        found = getattr(setting.catalog(), ask)(setting.name("sound"))
        assert [str(each) for each in found.platforms] == setting.offered() == ["linux/riscv64"]
        assert len(setting.looked_up(engine)) == 1
    assert setting.asked() == [("HEAD", 200)]


def test_a_digest_never_grows_old_and_needs_nobody_to_confirm_it(setting: Setting, later: Later) -> None:
    name = f"sound@{CONTENT.manifest.digest}"
    with setting.engine(distribution(CONTENT), name) as engine:
        for age in (0, 1000 * DAY):
            later(age)
            assert setting.offered(name) == PLATFORMS
            setting.catalog().confirmed(setting.name(name))
        assert len(setting.looked_up(engine)) == 1
    assert setting.asked() == []


@pytest.mark.parametrize("is_direct", [True, False])
def test_where_the_registry_cannot_be_asked_a_stale_tag_is_the_engines_to_confirm(
    setting: Setting, later: Later, *, is_direct: bool
) -> None:
    setting.is_direct = is_direct
    with setting.engine(distribution(CONTENT), "broken") as engine:
        setting.offered("broken")
        later(DAY + 1)
        assert setting.offered("broken") == PLATFORMS
        assert len(setting.looked_up(engine)) == 2
    assert setting.asked() == ([("HEAD", 500)] if is_direct else [])


def test_a_registry_that_does_not_answer_leaves_time_for_the_engine_and_is_left_alone_for_a_while(
    setting: Setting, later: Later
) -> None:
    setting.lifetime = 300
    with setting.engine(distribution(CONTENT), "silent") as engine:
        setting.offered("silent")
        for asked in ([("HEAD", 0)], []):
            later(301)
            found = setting.catalog(patience=2).look_up(setting.name("silent"))
            assert [str(each) for each in found.platforms] == PLATFORMS
            assert setting.asked() == asked
        assert len(setting.looked_up(engine)) == 3


def test_a_single_manifest_of_which_the_engine_says_nothing_is_read_from_its_configuration(setting: Setting) -> None:
    with FaultyRegistry(single("arm64", "v8")) as setting.registry:
        with setting.engine(distribution(single("arm64", "v8"), None)):
            for _ in range(2):
                assert setting.offered() == ["linux/arm64"]
        assert setting.asked() == [("GET", 200), ("GET", 200)]


def test_what_does_not_fit_the_digest_that_the_engine_gave_is_not_believed(setting: Setting) -> None:
    other = distribution(single("s390x"), None)
    with FaultyRegistry(single("arm64")) as setting.registry, setting.engine(other), pytest.raises(UnlistedError):
        setting.offered()


@pytest.mark.parametrize(
    ("changed", "asked"),
    [
        ({"platforms": "no platform"}, 2),
        ({"seen": "yesterday"}, 2),
        ({"seen": "99999999999"}, 2),
        ({"digest": None}, 2),
        ({"complete": None}, 1),  # as an earlier version wrote it
    ],
)
def test_a_spoiled_record_is_none_and_an_earlier_versions_is_complete(
    setting: Setting, changed: dict[str, str | None], asked: int
) -> None:
    with setting.engine(distribution(CONTENT)) as engine:
        setting.offered()
        folder, key = str(setting.folder / "cache"), f"{setting.host} {setting.name('sound')}"
        kept = records.read(folder, "offered", key)
        assert changed.keys() <= kept.keys()
        fields = {**kept, **changed}
        records.write(folder, "offered", key, {name: value for name, value in fields.items() if value is not None})
        assert setting.offered() == PLATFORMS
        assert setting.catalog().look_up(setting.name("sound")).is_complete
        assert len(setting.looked_up(engine)) == asked


def test_platforms_come_without_attestations_and_gaps_in_the_registrys_order(setting: Setting) -> None:
    listed = ["linux/s390x", "unknown/unknown", "", "linux", "linux/ARM64/v8", "linux/arm64", "Linux/x86_64"]
    with setting.engine(distribution(CONTENT, listed)):
        assert setting.offered() == ["linux/s390x", "linux/arm64", "linux/amd64"]


def test_that_an_index_is_only_partly_known_is_remembered(setting: Setting) -> None:
    with setting.engine(distribution(CONTENT, ["linux/s390x", ""])) as engine:
        for _ in range(2):
            assert not setting.catalog().look_up(setting.name("sound")).is_complete
        assert len(setting.looked_up(engine)) == 1


def test_an_index_that_only_the_registry_lists_is_as_partly_known(setting: Setting) -> None:
    gap = index([Entry(single("arm64"), Platform("arm64")), Entry(single("s390x"), None)], OCI)
    with FaultyRegistry(gap) as setting.registry:
        with setting.engine(distribution(gap, None)):
            found = setting.catalog().look_up(setting.name("sound"))
        assert ([str(each) for each in found.platforms], found.is_complete) == (["linux/arm64"], False)
