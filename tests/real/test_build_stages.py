"""The reader's stages of a Dockerfile are those that BuildKit tells without building it (``--call targets``).

It needs buildx 0.29 and an engine with BuildKit of its time: Docker 28, which is one of those of `make test-engines`.
"""

import json
import os
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from anyarch.dockerfile import stages
from anyarch.dockerfile.errors import UnreadableError
from tests.laboratory import plugins
from tests.real.conftest import Store

pytestmark = pytest.mark.engine

if not os.environ.get("ANYARCH_TEST_ENGINE", "").startswith("28."):
    pytest.skip("other engines do not tell the stages of a Dockerfile", allow_module_level=True)

SPELLED = 30
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
def buildx(store: Store) -> Store:
    """Somebody with buildx 0.29."""
    plugins.use(store.person.environment["HOME"], plugins.BUILDX, "sid")
    return store


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


def told(buildx: Store, folder: Path) -> Iterator[tuple[str, str, str, int]]:
    """The name, the base, the platform and the line of each stage, as BuildKit says them."""
    words = [buildx.person.real, "build", "--call", "targets,format=json", str(folder)]
    done = subprocess.run(words, env=buildx.person.environment, capture_output=True, check=False)
    for stage in (json.loads(done.stdout)["targets"] or ()) if done.stdout else ():
        line = stage["location"]["ranges"][0]["start"]["line"]
        yield stage.get("name", "").lower(), stage.get("base", ""), stage.get("platform", ""), line


@pytest.mark.parametrize("text", [*SPELLINGS, *(spelled(random.Random(seed)) for seed in range(SPELLED))])  # noqa: S311
def test_the_stages_are_those_of_buildkit(buildx: Store, tmp_path: Path, text: str) -> None:
    (tmp_path / "Dockerfile").write_text(text)
    try:
        found = [each[:4] for each in stages.read(text.encode()).stages]
    except UnreadableError:
        found = []
    assert list(told(buildx, tmp_path)) == found
