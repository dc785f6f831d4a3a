"""Run a closed command on another engine, which is native for the image: find the engine, and pull the image there.

It has to be the same command there (`routing`), with the same image: the registry must have it, so must a local copy
be, and after the pull that engine must have it by the same digest. Nothing there is replaced that is not provably the
registry's. The label of a single manifest may lie, so it is inspected before it runs there.

Whatever keeps a command here is in `kept`. What went wrong is in `problems`: then the ladder goes on, and the user is
told. Once docker has been started with the other context, nothing can be taken back.
"""

from typing import NamedTuple

from anyarch.bare.command_line import Invocation
from anyarch.bare.endpoint import is_wrapper
from anyarch.bare.errors import UnknownEngineError
from anyarch.decision.facts import Facts, Local, Offered, Route, UnknownFactError
from anyarch.decision.outcome import Decision
from anyarch.emulators import probe
from anyarch.engine import Engine
from anyarch.oci import native
from anyarch.oci.platforms import Platform
from anyarch.person import log, notice, process
from anyarch.person.errors import EngineError
from anyarch.person.settings import ASK
from anyarch.preflight import consent
from anyarch.preflight.facts import EngineFacts
from anyarch.preflight.look import Look
from anyarch.routing import choice, closed, names, state
from anyarch.routing.far import Far


class Way(NamedTuple):
    """The engine that a command can run on, what the registry has, and whether that engine has it already."""

    far: Far
    offered: Offered
    is_there: bool


class Routing:
    """The ways of one command to other engines (`facts.Ways`).

    Args:
        invocation: the command.
        engine: the engine that it would run on.
        docker: the path of the real docker; empty if there is none.

    Attributes:
        way: the one that was found; None for none.
        kept: what keeps the command here, in one sentence; empty if that was not asked, or it is not kept.
        problems: what went wrong, in one sentence each.
    """

    def __init__(self, invocation: Invocation, engine: Engine, docker: str) -> None:
        self._invocation = invocation
        self._engine = engine
        self._docker = docker
        self.way: Way | None = None
        self.kept = ""
        self.problems: list[str] = []

    def find(self, platforms: tuple[Platform, ...], facts: Facts) -> Route | None:
        """See `decision.facts.Facts.route`."""
        contexts = self._engine.settings.routing_contexts
        named = [
            (platform, contexts[key])
            for platform in platforms
            for key in (platform, *(each for each in contexts if native.same_cpu(each, platform)))
            if key in contexts
        ]
        if not named:
            self.kept = "No context is set for its platform."
            return None
        self.kept = self._kept_by(facts)
        for platform, context in () if self.kept else dict.fromkeys(named):
            try:
                if route := self._route(platform, context, facts):
                    return route
            except (EngineError, UnknownEngineError, UnknownFactError) as error:
                self.problems.append(f"The context {context} is not used: {error}")
        return None

    def follow(self, decision: Decision) -> bool:
        """Whether the command can now be run on the other engine: the user agrees, if need be, and the image is there.

        Args:
            decision: to route it, by the `way`.
        """
        way, invocation, chosen = self.way, self._invocation, self._engine.settings
        assert way  # noqa: S101 - what the decision is about
        if chosen.routing == ASK:
            question = f"{decision.reason} Run it on the context {decision.context}, with that engine's files?"
            if not consent.agrees(self._engine.environment, question):
                return False
        problem = "" if way.is_there else _problem(self._pull(decision), way, invocation.image)
        if not way.offered.is_index:
            problem = problem or _lie(invocation, decision, way.far)
        if problem:
            engine = way.far.engine
            state.keep_failure(engine.cache_folder, engine.endpoint, invocation.image, problem)
            self.problems.append(f"The context {decision.context} is not used: {problem}")
            self.tell()
        return not problem

    def tell(self) -> None:
        """Log what went wrong since the last time, and print it at a terminal: the command runs here."""
        for problem in self.problems:
            log.write(self._engine.environment, problem)
            if notice.is_wanted(self._engine.settings.notice, is_hopeless=False):
                notice.say(problem)
        self.problems.clear()

    def _pull(self, decision: Decision) -> process.Result:
        """Pull the image on the other engine, with the real docker; its progress is shown at a terminal."""
        invocation = self._invocation
        is_quiet = invocation.flags.get("quiet") == "true"
        is_shown = notice.is_wanted(self._engine.settings.notice, is_hopeless=False)
        words = [self._docker, *_configuration(invocation), "--context", decision.context, "pull"]
        words += ["--platform", str(decision.platform), *(["--quiet"] if is_quiet else []), "--", invocation.image]
        return process.relay(words, quiet=is_quiet or not is_shown, silent=not is_shown)

    def _kept_by(self, facts: Facts) -> str:
        """What keeps the command here, whatever other engines and the registry say."""
        invocation = self._invocation
        try:
            local = facts.local()
        except UnknownFactError as error:
            return str(error)
        if is_wrapper(self._docker):
            return f"{self._docker} is not docker itself, and may choose an engine by its own rules."
        return (
            closed.open_by(invocation)
            or choice.chosen_by(invocation.connection, self._engine.environment)
            or names.kept_by(invocation.image)
            or ("The local image is from no registry." if local and (local.named_by_id or not local.digests) else "")
        )

    def _offered(self, facts: Facts) -> Offered | None:
        """What the registry has now; None if the command would get something else here."""
        try:
            facts.confirm()
            offered, local = facts.offered(), facts.local()
        except UnknownFactError as error:
            self.kept = str(error)
            return None
        if local is None or offered.digest in local.digests:
            return offered
        if self._invocation.pull_policy == "always" and facts.is_the_registrys():
            return offered
        self.kept = "The local image is not what the registry has now."
        return None

    def _route(self, platform: Platform, context: str, facts: Facts) -> Route | None:
        """The route to a context, if it can take the command; `way` is then set.

        Raises:
            EngineError: it does not answer.
            UnknownEngineError: there is no such context.
            UnknownFactError: it does not say enough.
        """
        far, image = Far(context, self._engine), self._invocation.image
        host = far.platform()
        if not native.is_native(platform, host, lambda mode: probe.executes(far.engine.patient(), mode)):
            self.kept = f"The engine of the context {context} is {host}, which is not native for {platform}."
        elif problem := state.failure(far.engine.cache_folder, far.engine.endpoint, image):
            raise EngineError(problem)
        elif _wants_more_processors(self._invocation, far):
            self.kept = f"The engine of the context {context} has fewer processors than --cpus asks for."
        elif offered := self._offered(facts):
            there = far.local(image)
            is_there = there is not None and offered.digest in there.digests and platform in there.platforms
            if is_there or there is None or _may_be_replaced(there, image, far):
                self.way = Way(far, offered, is_there)
                return Route(context, platform, is_named=not native.same_cpu(platform, host))
            self.kept = f"The context {context} has an image of that name that may have been built there."
        return None


def _problem(pulled: process.Result, way: Way, image: str) -> str:
    """Why the engine does not have the image after a pull; empty if it has."""
    if pulled.status:
        said = (pulled.output.splitlines() or ["docker pull failed"])[-1]
        return f"{image} could not be pulled there: {said.removesuffix('.')}."
    try:
        there = way.far.local(image)
    except EngineError as error:
        return str(error)
    return "" if there and way.offered.digest in there.digests else f"{image} is another image there."


def _lie(invocation: Invocation, decision: Decision, far: Far) -> str:
    """That the image there starts a program for another CPU than its label says; empty if not, or that is not seen."""
    engine = far.engine.within(far.patience)
    try:
        program = EngineFacts(invocation.image, engine, inspected=Look(invocation, engine)).starts(is_doubtful=True)
    except UnknownFactError:
        return ""
    if program is None or decision.platform is None or native.same_cpu(program, decision.platform):
        return ""
    return f"The image says {decision.platform}, and the program that it starts is for {program}."


def _may_be_replaced(there: Local, image: str, far: Far) -> bool:
    """Whether a pull on that engine takes the name from no image that is only there."""
    engine = far.engine.within(far.engine.settings.pull_timeout)
    return not there.named_by_id and EngineFacts(image, engine).is_the_registrys()


def _wants_more_processors(invocation: Invocation, far: Far) -> bool:
    """Whether an engine would refuse ``--cpus``, which docker only finds out there."""
    try:
        return float(invocation.flags.get("cpus", "0")) > (far.processors() if "cpus" in invocation.flags else 0)
    except ValueError:
        return True


def _configuration(invocation: Invocation) -> list[str]:
    folder = invocation.connection.get("config")
    return ["--config", folder] if folder else []
