"""How registries are reached from here: by the engine's rules, and on loopback only if the engine is on this machine.

The engine is asked for its rules when a registry is about to be asked, once for all images, and gets half of the time
that is left. If it does not say, docker's defaults apply.
"""

import functools
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from anyarch.catalog import loopback
from anyarch.engine import Engine
from anyarch.engine.credentials import Login
from anyarch.oci.references import Reference
from anyarch.person.errors import EngineError

if TYPE_CHECKING:
    from anyarch.registry.hosts import Rules
    from anyarch.registry.repository import Repository

SHARE = 0.5  # of the time that is left, for a question that can also be answered in another way


class Reach:
    """The registries, as one engine would ask them, from this machine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def repository(self, reference: Reference, login: Callable[[], Login | None], share: float) -> "Repository | None":
        """A repository, to ask within that share of the time left; None if it must not be asked from here."""
        from anyarch.registry import addresses, hosts  # noqa: PLC0415 - a tenth of a second with what follows,
        from anyarch.registry.repository import Repository  # noqa: PLC0415 - and most commands ask no registry
        from anyarch.registry.transport import Transport  # noqa: PLC0415

        domain, environment = reference.domain, self._engine.environment
        rules = self._rules
        if addresses.is_loopback(domain) and not self._is_here():
            return None
        deadline = time.monotonic() + self._engine.seconds_left * share
        is_near = loopback.seems_shared(self._engine, self._info)
        proxies = functools.partial(addresses.proxies, own=environment, engines=rules.proxies, is_near=is_near)
        places = hosts.find(domain, rules, lambda name: addresses.look_up(name, deadline), self._is_here)
        return Repository(reference, login, Transport(deadline, environment, proxies), places)

    @functools.cached_property
    def _info(self) -> object:
        """What the engine says of itself; None if it does not."""
        try:
            return self._engine.within(self._engine.seconds_left * SHARE).document("/info")
        except EngineError:
            return None

    @functools.cached_property
    def _rules(self) -> "Rules":
        from anyarch.registry import hosts  # noqa: PLC0415 - as above

        return hosts.read(self._info)

    def _is_here(self) -> bool:
        return self._shares_loopback

    @functools.cached_property
    def _shares_loopback(self) -> bool:
        engine = self._engine
        return loopback.seems_shared(engine, self._info) and loopback.is_shared(
            engine.within(engine.seconds_left * SHARE)
        )
