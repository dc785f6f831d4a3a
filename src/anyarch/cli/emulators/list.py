"""`anyarch emulators list`: what the engine can run, and with what."""

from typing import Any, NamedTuple

import click

from anyarch.bare.errors import AnyarchError
from anyarch.cli import _options, _output, _page, _target
from anyarch.cli.emulators import _engine
from anyarch.cli.emulators.test import Tested, tested
from anyarch.emulators.handlers import modes, table
from anyarch.emulators.handlers.table import Handler
from anyarch.emulators.packs import manifest, trust
from anyarch.emulators.packs.trust import Packs
from anyarch.engine import products
from anyarch.oci.platforms import Platform

_READING = 60.0  # seconds for a pack that was not read before


class State(NamedTuple):
    """An engine: its own platform, what it executes, its handlers, its packs, and the product that it is in."""

    host: Platform
    tested: dict[Platform, Tested]
    handlers: tuple[Handler, ...]
    packs: Packs
    product: str

    def handlers_for(self, platform: Platform) -> list[Handler]:
        """The handlers for the platform's programs."""
        return [handler for handler in self.handlers if handler.architecture == platform.architecture]

    def is_native(self, platform: Platform) -> bool:
        """Whether the engine runs the platform without an emulator: not if a handler takes its programs."""
        return modes.is_native(platform, self.host, lambda mode: self.tested[mode].executed, self.handlers_for)

    def volume(self, platform: Platform) -> str:
        """The volume of the pack with an emulator for the platform; empty for none."""
        used = self.packs.used
        return used.volume if used and platform.architecture in used.emulators else ""


@click.command("list")
@_options.as_json
@_options.quiet("Platform", "the platforms")
def command(*, as_json: bool) -> None:
    """Show what the engine can run, and with which handlers and packs.

    The handlers are read from the kernel of the engine's machine. For each platform, the engine runs a tiny test
    program. Nothing is changed. The digests of a pack are of what was read from its volume, at most a day ago.
    """
    engine = _target.engine()
    host, packs, product = engine.platform(), trust.look(engine.within(_READING)), products.name(engine)
    try:
        found, problem = table.read(engine), None
    except AnyarchError as error:
        found, problem = (), str(error)
    state = State(host, tested(engine, _engine.named((_engine.ALL,)), quiet=as_json), found, packs, product)
    others = ", ".join(handler.name for handler in found if not handler.architecture)
    rest = (
        others and f"Other handlers: {others}",
        product and f"The engine is in {product}.",
        problem,
    )
    shown = [(str(platform), _described(platform, state)) for platform in state.tested]
    lines = _page.table(("platform", "state"), shown) + _packs(packs)
    lines += [line for text in rest if text for line in _page.lines(text)]
    _output.result(_report(state) | {"problem": problem}, lines, as_json=as_json, rows="platforms")


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
    volume = state.volume(platform)
    return f"{faults}; private runs with the pack {volume}" if volume else faults


def _packs(packs: Packs) -> list[str]:
    """The pack and its emulators with their digests, and what is not used."""
    refused = [line for name in packs.refused for line in _page.lines(f"{name} {trust.REFUSAL}")]
    refused += [f"  fix: {trust.REMEDY}"] if refused else []
    if not packs.used:
        return refused
    rows = [(packs.used.volume, packs.used.digest)]
    rows += [(f"{manifest.EMULATOR}{name}", digest) for name, digest in packs.used.emulators.items()]
    return [*_page.table(("pack", "digest"), rows), *refused]


def _fault(handler: Handler) -> str:
    if not handler.is_enabled:
        return f"the handler {handler.name} is disabled"
    if not handler.is_fixed:
        return f"the handler {handler.name} lacks the flag F: its interpreter would have to be in each container"
    return f"the handler {handler.name} does not work"


def _report(state: State) -> dict[str, Any]:
    used = state.packs.used
    return {
        "host": str(state.host),
        "platforms": [
            {
                "platform": str(platform),
                "executed": result.executed,
                "native": state.is_native(platform),
                "handlers": [each.name for each in state.handlers_for(platform)],
                "packed": bool(state.volume(platform)),
            }
            for platform, result in state.tested.items()
        ],
        "handlers": [{**each._asdict(), "is_fixed": each.is_fixed} for each in state.handlers],
        "pack": used.volume if used else None,
        "digest": used.digest if used else None,
        "emulators": [
            {"architecture": name, "digest": digest} for name, digest in (used.emulators if used else {}).items()
        ],
        "refused": [*state.packs.refused],
        "product": state.product or None,
    }
