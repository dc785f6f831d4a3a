"""What commands find besides images: a pack, handlers, a credential helper, a context, and an engine that stops.

A command starts from nothing that it leaves itself: no pack is there before one is made, and no handler of anyarch's.
"""

import contextlib
import hashlib
import json
import os
import signal
import threading
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor

import docker.errors

from tests.cli.conftest import write_program
from tests.laboratory.engine import PrivateEngine
from tests.laboratory.person import Person
from tests.real.conftest import lose_installed
from tests.real.differential.states import States
from tests.real.faults.cases import ENDLESS_HELPER, HANGING
from tests.real.faults.commands import ELSEWHERE, HANDLERS, Command

PACK_LABEL = "io.anyarch.pack"
HELPER = "docker-credential-faulty"
LOGIN = 'echo \'{"ServerURL":"","Username":"somebody","Secret":"secret"}\''
OF_DOCKERS = 'read -r asking <"/proc/$PPID/comm"\n[ "$asking" = docker ] || '
PROGRAMS: Mapping[str, str] = {
    "": f"cat >/dev/null\n{LOGIN}",
    "killed": "kill -KILL $$",
    HANGING: f"{OF_DOCKERS}exec sleep 600\n{LOGIN}",
    ENDLESS_HELPER: f"{OF_DOCKERS}exec yes\n{LOGIN}",
    "answers garbage": "printf '\\377\\000{]\\033]0;title\\007'",
    "refuses": "printf '\\033]0;title\\007 no\\n' >&2\nexit 1",
}
PAUSE = 3.0  # seconds
# A program ends with the thread that has started it (`tests.laboratory.daemon`); this one ends with the tests.
STARTING = ThreadPoolExecutor(1)


class Equipment:
    """What there is.

    Args:
        engine: the engine, if it can be stopped.
        programs: the folder of what a pack is made of.
        installer: the image that installs handlers, by its digest, in the registry at the line.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - what there is
        self,
        person: Person,
        states: States,
        engine: PrivateEngine | None,
        folder: str,
        programs: str,
        installer: str,
    ) -> None:
        self.person = person
        self.states = states
        self.engine = engine
        self.bin = os.path.join(folder, "bin")
        os.mkdir(self.bin)
        self._programs = programs
        self._installer = installer
        self._pack = ""
        self._restart: Future[None] | None = None

    def prepare(self, command: Command) -> None:
        """Have what a command needs, and nothing of what it leaves."""
        self.have_helper("")
        packs = self.packs()
        if packs and not command.has_pack:
            for name in sorted(packs):
                with contextlib.suppress(docker.errors.APIError):  # a container that uses it ends
                    self.states.engine.remove_volume(name, force=True)
        elif command.has_pack and not packs:
            made = self.person.anyarch("emulators", "pack", "--json", "--from", self._programs, "s390x")
            assert made.status == 0, made.errors
            self._pack = json.loads(made.output)["digest"]
        if command.leaves == HANDLERS:
            lose_installed()

    def packs(self) -> set[str]:
        """The volumes that are labeled as packs, and their marks."""
        volumes = self.states.engine.volumes()["Volumes"] or ()
        return {volume["Name"] for volume in volumes if PACK_LABEL in (volume["Labels"] or {})}

    def filled(self, text: str, image: str) -> str:
        """A word or settings, with what is in braces."""
        return text.format(image=image, installer=self._installer, pack=self._pack, programs=self._programs)

    def settings(self, command: Command) -> dict[str, str]:
        """Docker's settings, by the path of the file in the home."""
        helper = {"credsStore": HELPER.rpartition("-")[2]} if command.has_helper else {}
        files = {".docker/config.json": f"{json.dumps(helper)}\n"}
        if "routing" in command.settings:
            context = {"Endpoints": {"docker": {"Host": self.person.environment["DOCKER_HOST"]}}, "Name": ELSEWHERE}
            name = hashlib.sha256(ELSEWHERE.encode()).hexdigest()
            files[f".docker/contexts/meta/{name}/meta.json"] = json.dumps(context)
        return files

    def have_helper(self, what: str) -> None:
        """Have a credential helper that works, or one that fails as `cases.HELPERS` says."""
        path = os.path.join(self.bin, HELPER)
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)
        if what != "missing":
            write_program(path, PROGRAMS.get(what, PROGRAMS[""]))
            if what == "not executable":
                os.chmod(path, 0o644)

    def pause(self) -> None:
        """Have the engine's program stop for a while; it goes on by itself."""
        number = self._daemon()
        os.kill(number, signal.SIGSTOP)
        threading.Timer(PAUSE, os.kill, (number, signal.SIGCONT)).start()

    def restart(self) -> None:
        """Have the engine's program end, and start it again."""
        if self._restart is None:
            os.kill(self._daemon(), signal.SIGKILL)
            assert self.engine
            self._restart = STARTING.submit(self.engine.restart)

    def recover(self) -> None:
        """Wait until the engine has started again, if it is starting."""
        if self._restart is not None:
            self._restart.result()
            self._restart = None

    def _daemon(self) -> int:
        assert self.engine
        process = self.engine.daemons[-1].process
        assert process
        return process.pid
