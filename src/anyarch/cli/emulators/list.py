"""`anyarch emulators list`: what the engine can run, and with what."""

from typing import Any, NamedTuple

import click

from anyarch.bare.errors import AnyarchError
from anyarch.cli import _options, _output, _target
from anyarch.cli.emulators import _engine
from anyarch.cli.emulators.test import Tested, tested
from anyarch.decision.facts import Pack
from anyarch.emulators.handlers import table
from anyarch.emulators.handlers.table import Handler
from anyarch.emulators.packs import labels
from anyarch.engine import products
from anyarch.oci import native
from anyarch.oci.platforms import Platform


class State(NamedTuple):
    """An engine: its own platform, what it executes, its handlers, its pack, and the product that it is in."""

    host: Platform
    tested: dict[Platform, Tested]
    handlers: tuple[Handler, ...]
    pack: Pack | None
    product: str

    def handlers_for(self, platform: Platform) -> list[Handler]:
        """The handlers for the platform's programs."""
        return [handler for handler in self.handlers if handler.architecture == platform.architecture]

    def is_native(self, platform: Platform) -> bool:
        """Whether the engine runs the platform without an emulator: not if a handler takes its programs."""
        is_handled = any(handler.is_enabled for handler in self.handlers_for(platform))
        return native.is_native(platform, self.host, lambda mode: not is_handled and self.tested[mode].executed)

    def packs(self, platform: Platform) -> bool:
        """Whether the pack has an emulator for the platform."""
        return self.pack is not None and platform.architecture in self.pack.emulates


@click.command("list")
@_options.as_json
def command(*, as_json: bool) -> None:
    """Show what the engine can run, and with which handlers and packs.

    The handlers are read from the kernel of the engine's machine. For each platform, the engine runs a tiny test
    program. Nothing is changed.
    """
    engine = _target.engine()
    host, pack, product = engine.platform(), labels.find(engine), products.name(engine)
    try:
        found, problem = table.read(engine), None
    except AnyarchError as error:
        found, problem = (), str(error)
    state = State(host, tested(engine, _engine.named((_engine.ALL,)), quiet=as_json), found, pack, product)
    others = ", ".join(handler.name for handler in found if not handler.architecture)
    rest = (others and f"Other handlers: {others}", product and f"The engine is in {product}.", problem)
    lines = [f"{platform!s:15} {_described(platform, state)}" for platform in state.tested] + [*filter(None, rest)]
    _output.result(_report(state) | {"problem": problem}, lines, as_json=as_json)


def _described(platform: Platform, state: State) -> str:
    """How a platform is executed, or why it is not."""
    executed = state.tested[platform].executed
    responsible = state.handlers_for(platform)
    by = "; ".join(f"{each.name} ({each.flags or 'no flags'}), {each.interpreter}" for each in responsible)
    if executed and state.is_native(platform):
        return "native"
    if executed:
        return f"by the handler {by}" if by else "by an emulator that is not in the kernel's table"
    faults = "; ".join(["not known" if executed is None else "not executed", *map(_fault, responsible)])
    is_packed = state.pack and state.packs(platform)
    return f"{faults}; private runs with the pack {state.pack.volume}" if state.pack and is_packed else faults


def _fault(handler: Handler) -> str:
    if not handler.is_enabled:
        return f"the handler {handler.name} is disabled"
    if not handler.is_fixed:
        return f"the handler {handler.name} lacks the flag F: its interpreter would have to be in each container"
    return f"the handler {handler.name} does not work"


def _report(state: State) -> dict[str, Any]:
    return {
        "host": str(state.host),
        "platforms": [
            {
                "platform": str(platform),
                "executed": result.executed,
                "native": state.is_native(platform),
                "handlers": [each.name for each in state.handlers_for(platform)],
                "packed": state.packs(platform),
            }
            for platform, result in state.tested.items()
        ],
        "handlers": [{**each._asdict(), "is_fixed": each.is_fixed} for each in state.handlers],
        "pack": state.pack.volume if state.pack else None,
        "product": state.product or None,
    }
