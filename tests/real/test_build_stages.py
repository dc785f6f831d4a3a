"""The table of builds against BuildKit itself: generated Dockerfiles are built, and the row has to say how that ends.

A build without a platform succeeds exactly in row 2; in row 4 it fails, and succeeds for the platform of the row; in
row 6 it fails for both. Nothing is run in these builds, so no emulator is needed. The reader's stages are compared with
what BuildKit says about a Dockerfile without building it (``--call targets``).

It needs buildx 0.29 and an engine with BuildKit of its time: Docker 28, which is one of those of `make test-engines`.
"""

import json
import os
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from anyarch.build.command_line import Build, read
from anyarch.build.table import ALL_MET, NO_PLATFORM, NOT_HANDLED, ONE_PLATFORM, Verdict
from anyarch.dockerfile import stages
from anyarch.dockerfile.errors import UnreadableError
from anyarch.oci.platforms import Platform
from anyarch.person.settings import Settings
from anyarch.preflight import building
from tests.laboratory import plugins
from tests.laboratory.person import Outcome
from tests.laboratory.unavailable import Unavailable
from tests.real.conftest import Machine, Store

pytestmark = pytest.mark.engine

if not os.environ.get("ANYARCH_TEST_ENGINE", "").startswith("28."):
    pytest.skip("the BuildKit of other engines is older than the reader's rules", allow_module_level=True)

IMAGES = ("multi", "multi-oci", "armonly-index", "armonly-single", "armattest", "withattest")
NUMBER = 12
SPELLED = 30
PATIENT = Settings(lookup_timeout=100.0, pull_timeout=100.0)
SPELLINGS = (
    "FROM a AS b\n# c\nRUN <<EOF\nFROM x\nEOF\nFROM --platform=$BUILDPLATFORM b\n",
    "# escape=`\nARG X=1\nfrom a:$X`\n  as B\nCOPY <<-A <<B /\n\tA\nFROM x\nB\nFROM ${X:-b}\n",
    'FROM a\nRUN ["cat", "<<EOF"]\nFROM b AS c-1\nONBUILD RUN <<EOF\nFROM x\nEOF\n',
    "FROM a\nRUN echo it's <<EOF\nFROM b\n",
    "FROM a\nRUN << EOF cat \\\n# c\n\n  more\nFROM x\nEOF\nFROM b\n",
    "FROM a AS 1\n",
    "FROM a b\n",
    "FROM a\nRUN <<EOF\n",
)
# What may stand between two stages, and look like one.
BODIES = (
    "RUN <<EOF\nFROM x\nEOF",
    'COPY <<-"A" <<B /\n\tFROM x\n\tA\nFROM y\nB',
    "RUN --mount=type=bind,from=a,target=/a true",
    "RUN --mount=type=bind,from=a,target=/a <<EOF\nFROM x\nEOF",
    "COPY --from=a <<EOF /\nFROM x\nEOF",
    "ONBUILD RUN <<EOF\nFROM x\nEOF",
    "ONBUILD COPY --from=a /a /b",
    "# FROM x",
    "RUN echo \\\n# FROM x\n\n  FROM y",
    "RUN echo '<<EOF'",
    "ENV A=<<EOF",
    "ARG A=b",
    "LABEL a='FROM x \\\nFROM y'",
)


@pytest.fixture
def modern(store: Store) -> Store:
    """Somebody with buildx 0.29."""
    try:
        plugins.use(store.person.environment["HOME"], plugins.BUILDX, "sid")
    except Unavailable as reason:
        pytest.skip(str(reason))
    return store


def written(generator: random.Random, store: Store) -> str:
    """A Dockerfile of some stages, which take files from each other and from images of all kinds."""
    names: list[str] = []
    foreign = f"linux/{store.machine.foreign}"
    lines = [f"ARG B={generator.choice(IMAGES)}"]
    for number in range(generator.randint(1, 4)):
        image = store.name(generator.choice(IMAGES))
        base = generator.choice([image, image, image, store.name("${B:-multi}"), *names[:1], "scratch"])
        asked = generator.choice(["", "", "", foreign, "linux/s390x", "$BUILDPLATFORM", "$TARGETPLATFORM"])
        names.append({0: "for-amd64", 1: "for-arm64"}.get(number, f"s{number}"))
        lines += [f"FROM {f'--platform={asked} ' if asked else ''}{base} AS {names[-1]}", "COPY Dockerfile /w"]
        source = generator.choice(["", store.name(generator.choice(IMAGES)), *names[:-1], str(number - 1)])
        if source and source != "-1":
            lines.append(f"COPY --from={source} /b* /w* /x{number}/")
    if len(names) > 1 and generator.random() < 0.5:
        lines.append("FROM for-$TARGETARCH")
    return "\n".join(lines) + "\n"


def spelled(generator: random.Random) -> str:
    """A Dockerfile of some stages in any spelling, with what may stand between them."""
    lines = []
    for number in range(generator.randint(1, 4)):
        base = generator.choice(["a", "b:1", "${A:-c}", "scratch", *([f"s{number - 1}"] if number else [])])
        platform = generator.choice(["", "", " --platform=linux/arm64", " --platform=$BUILDPLATFORM"])
        name = generator.choice(["", f" AS s{number}", f" as S{number}", f" \\\n# c\n  As s{number}"])
        lines.append(f"{generator.choice(['FROM', 'from', 'From'])}{platform} {base}{name}")
        lines += generator.choices(BODIES, k=generator.randint(0, 4))
    return "\n".join(lines) + "\n"


def verdict(store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Verdict:
    """The table's, if the engine executed everything."""
    monkeypatch.setattr(building.BuildFacts, "executes", lambda _, __: True)
    environment = store.person.environment
    assert isinstance(read(["build", str(folder)], environment), Build)
    return building.plan(["build", str(folder)], environment, PATIENT, store.person.real).verdict


def build(store: Store, folder: Path, *flags: str) -> Outcome:
    return store.person.real_docker("build", "--output=type=tar,dest=/dev/null", *flags, str(folder))


@pytest.mark.parametrize("seed", range(NUMBER))
def test_the_row_says_how_a_build_ends(
    modern: Store, machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    (tmp_path / "Dockerfile").write_text(written(random.Random(seed), modern))  # noqa: S311 - no secret
    found = verdict(modern, tmp_path, monkeypatch)
    plain = build(modern, tmp_path).status == 0
    foreign = build(modern, tmp_path, "--platform", f"linux/{machine.foreign}").status == 0
    assert plain == (found.row == ALL_MET), found.reason
    if found.row == ONE_PLATFORM:
        assert found.platform == Platform("linux", machine.foreign)
    assert found.row == ALL_MET or foreign == (found.row == ONE_PLATFORM), found.reason
    assert found.row in (NOT_HANDLED, ALL_MET, ONE_PLATFORM, NO_PLATFORM)


def told(modern: Store, folder: Path) -> Iterator[tuple[str, str, str, int]]:
    """The name, the base, the platform and the line of each stage, as BuildKit says them."""
    words = [modern.person.real, "build", "--call", "targets,format=json", str(folder)]
    done = subprocess.run(words, env=modern.person.environment, capture_output=True, check=False)
    for stage in (json.loads(done.stdout)["targets"] or ()) if done.stdout else ():
        line = stage["location"]["ranges"][0]["start"]["line"]
        yield stage.get("name", "").lower(), stage.get("base", ""), stage.get("platform", ""), line


@pytest.mark.parametrize("text", [*SPELLINGS, *(spelled(random.Random(seed)) for seed in range(SPELLED))])  # noqa: S311
def test_the_stages_are_those_of_buildkit(modern: Store, tmp_path: Path, text: str) -> None:
    (tmp_path / "Dockerfile").write_text(text)
    try:
        found = [each[:4] for each in stages.read(text.encode()).stages]
    except UnreadableError:
        found = []
    assert list(told(modern, tmp_path)) == found


def test_a_bake_is_explained_as_buildx_reads_it(modern: Store, machine: Machine, tmp_path: Path) -> None:
    lines = [f"FROM {modern.name('multi')}", f"COPY --from={modern.name('armonly-index')} /b* /x/"]
    (tmp_path / "Dockerfile").write_text("\n".join(lines))
    hcl = 'target "default" {\n  target = null\n}\ntarget "plain" {\n  dockerfile-inline = "FROM scratch"\n}\n'
    (tmp_path / "docker-bake.hcl").write_text(f'group "all" {{ targets = ["default", "plain"] }}\n{hcl}')
    words = ["plan", "--json", "--", "buildx", "bake", "all"]
    done = modern.person.run([*modern.person.command, *words], folder=str(tmp_path))
    targets = {each["target"]: each for each in json.loads(done.output)["targets"]}
    assert set(targets) == {"default", "plain"}
    images = [(each["file"], each["line"], each["offered"]) for each in targets["default"]["images"]]
    assert images == [
        ("Dockerfile", 1, [f"linux/{machine.native}", f"linux/{machine.foreign}"]),
        ("Dockerfile", 2, [f"linux/{machine.foreign}"]),
    ]
    assert targets["plain"]["row"] == ALL_MET
