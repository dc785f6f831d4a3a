"""What the user is told about a build: a line for each needed image, with its file and line, and how to fix it."""

import shlex
from collections.abc import Sequence

from anyarch.build.facts import Seen
from anyarch.build.table import NO_PLATFORM, ONE_PLATFORM, PUSHED, Verdict
from anyarch.decision import sentences
from anyarch.decision.facts import Product
from anyarch.decision.outcome import INSTALL_HANDLER, PLATFORM, Decision
from anyarch.dockerfile.stages import COPY, FROM
from anyarch.oci import platforms
from anyarch.oci.platforms import Platform

_SILENCE = "(To silence this: ANYARCH_NOTICE=never)"
_ALIAS = "base"
_TOO_LONG = 20  # letters of a stage's name that is made here


def notice(
    verdict: Verdict, file: str, words: Sequence[str], *, has_own_builder: bool, product: Product | None = None
) -> list[str]:
    """The lines of the notice about a build; none if it is nothing special.

    Args:
        verdict: what was decided.
        file: the Dockerfile, as the user would name it.
        words: the command after ``docker``, with the platform if there is one.
        has_own_builder: whether the builder is another than the engine's own.
        product: the product that the engine is part of, if it has an emulator of its own for what is missing.
    """
    if verdict.row == ONE_PLATFORM:
        what = f"The result is for {verdict.platform}, and is built under emulation"
        return [f"{verdict.reason} {what}: expect it to be slower. {_SILENCE}"]
    if not verdict.is_explained:
        return []
    fix = remedy(verdict, words, has_own_builder=has_own_builder, product=product)
    return [verdict.reason, *(line(each, file) for each in verdict.seen), *([fix] if fix else [])]


def action(verdict: Verdict, *, is_waiting: bool = False) -> str:
    """What anyarch does, in a few words, as the plan and the log say it.

    Args:
        verdict: what was decided.
        is_waiting: whether a handler for the platform that hinders it is installed first.
    """
    decision = Decision(
        verdict.row, verdict.action, verdict.reason, verdict.platform, emulated=verdict.action == PLATFORM
    )
    if is_waiting:
        decision = decision._replace(action=INSTALL_HANDLER, missing=verdict.hindered)
    return sentences.action(decision._replace(is_hopeless=verdict.is_explained and not is_waiting), "build")


def line(seen: Seen, file: str) -> str:
    """What is known about one image, and what would do."""
    need = seen.need
    where = f"{file}:{need.line}: {written(seen)}"
    if seen.is_met:
        return f"{where}: available for {need.platform}."
    offered = platforms.listed(seen.offered.platforms) if seen.offered else ""
    asked = f"FROM asks for {need.platform}" if need.is_pinned else f"not for {need.platform}"
    change = f" Possible for this image alone: {pinned(seen)}" if seen.pin else ""
    return f"{where}: available for {offered or 'no platform'}, {asked}.{change}"


def written(seen: Seen) -> str:
    """The instruction that needs an image, in short."""
    need = seen.need
    if need.kind == FROM:
        return f"FROM {f'--platform={need.platform} ' if need.is_pinned else ''}{need.image}"
    return f"{need.kind}={need.image}" if need.kind == COPY else f"{need.kind}=from={need.image}"


def pinned(seen: Seen) -> str:
    """The same instruction for another platform."""
    need = seen.need
    chosen = f"FROM --platform={seen.pin} {need.image}"
    if need.kind == FROM:
        return chosen
    name = _stage_name(need.image)
    return f"{chosen} AS {name}, and {need.kind}{'=' if need.kind == COPY else '=from='}{name}"


def remedy(verdict: Verdict, words: Sequence[str], *, has_own_builder: bool, product: Product | None = None) -> str:
    """How to fix what makes the build fail, besides the Dockerfile; empty for nothing. Arguments: see `notice`."""
    if verdict.row == PUSHED:
        return f"To build and push it for {verdict.platform} only: {shlex.join(['docker', *words])}"
    if verdict.row != NO_PLATFORM or not verdict.missing:
        return ""
    return _emulator(verdict.missing, product, has_own_builder=has_own_builder)


def installed_first(platform: Platform) -> str:
    """What `anyarch plan` says of a build for which a handler would be installed."""
    return f"To install it now: anyarch emulators install {platform}"


def _emulator(missing: Platform, product: Product | None, *, has_own_builder: bool) -> str:
    if has_own_builder:
        return f"The builder does not list {missing}: docker buildx ls"
    if product:
        return f"{product.name} has emulators of its own: {product.switch}"
    return f"To add an emulator for {missing} until the next reboot: anyarch emulators install {missing}"


def _stage_name(image: str) -> str:
    """A name for a stage with an image: the last part of the image's own, if that is one."""
    name = image.partition("@")[0].rpartition("/")[2].partition(":")[0]
    return name if name[:1].isalpha() and len(name) <= _TOO_LONG else _ALIAS
