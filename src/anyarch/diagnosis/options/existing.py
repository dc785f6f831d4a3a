"""Use an existing image: the image itself for the engine's own platform, or another name that the registry confirms."""

from collections.abc import Callable
from typing import NamedTuple

from anyarch.catalog import refusals
from anyarch.catalog.catalog import Catalog
from anyarch.diagnosis.options import names
from anyarch.diagnosis.options.option import NONE, READY, UNKNOWN, Option, Situation
from anyarch.oci import native
from anyarch.oci.native import Executes
from anyarch.oci.platforms import Platform
from anyarch.oci.references import Reference
from anyarch.person.errors import RefusedError, UnreachableError
from anyarch.person.text import counted

_SILENCES = frozenset((refusals.RATE_LIMITED, *range(500, 600)))  # does not say whether the image exists
_MOST_LISTED = 1000  # tags in one answer; there may be more
_MOST_ASKED = 12  # names that a registry is asked for; Docker Hub may count each as a pull


class Search(NamedTuple):
    """The result of a search for other names: the first that fits, how many were asked for, and why it stopped."""

    found: Reference | None
    asked: int
    silence: str


def examine(situation: Situation, itself: Executes, search: Callable[[], Search]) -> Option:
    """Whether there is one; `search` is called if the image itself has no native platform."""
    image, host = situation.image, situation.host
    local = native.best(situation.local.platforms, host, itself) if situation.local else None
    if local:
        return Option("use", READY, f"The local image is for {local}.", (_run(image, local, situation),))
    offered = native.best(situation.offered.platforms, host, itself) if situation.offered else None
    if offered and not situation.local:
        return Option("use", READY, f"The image is available for {offered}.", (_run(image, offered, situation),))
    if offered:
        lost = "The local copy may be untagged by this, even if you built it."
        pull = ("docker", "pull", "--platform", str(offered), image)
        commands = (pull, _run(image, offered, situation))
        return Option("use", READY, f"The image is available for {offered}.", commands, (lost,))
    found, asked, silence = search()
    if found:
        name = names.familiar(found)
        other = "This is another name: check that it is the same version, and who publishes it."
        return Option("use", READY, f"{name} is available for {host}.", (_run(name, host, situation),), (other,))
    if silence or not (situation.offered or situation.is_refused_for_good):
        return Option("use", UNKNOWN, f"The registry could not be asked. {situation.refusal or silence}")
    what = f"The image is not available for {host}." if situation.offered else situation.refusal
    tried = f" The registry was asked for {counted(asked, 'other usual name')}, without success." if asked else ""
    return Option("use", NONE, what + tried)


def _run(image: str, platform: Platform, situation: Situation) -> tuple[str, ...]:
    """Docker chooses the host's own architecture itself, unless another is preset; it has to be asked for a mode."""
    by_itself = native.same_cpu(platform, situation.host) and not situation.is_platform_preset
    asked = () if by_itself else ("--platform", str(platform))
    return ("docker", "run", *asked, image)


def search(image: str, host: Platform, reference: Reference | None, catalog: Catalog) -> Search:
    """Look up the usual names in turn, until one is available for the host.

    Args:
        image: the image as it was typed.
        host: the engine's own platform.
        reference: the complete name; None for an ID, which has none.
        catalog: where to look them up.
    """
    if reference is None:
        return Search(None, 0, "")
    asked, silence = 0, ""
    for name in names.candidates(image, host.architecture, _tags(reference, catalog))[:_MOST_ASKED]:
        asked += 1
        try:
            if native.best(catalog.look_up(name).platforms, host, lambda _: False):
                return Search(name, asked, "")
        except RefusedError as error:
            if error.status not in _SILENCES:
                continue
            silence = str(error)
        except UnreachableError as error:
            silence = str(error)
        if silence:
            break
    return Search(None, asked, silence)


def _tags(reference: Reference, catalog: Catalog) -> frozenset[str] | None:
    """The tags of the repository; None if the registry does not list all of them."""
    listed = catalog.tags(reference)
    return frozenset(listed) if 0 < len(listed) < _MOST_LISTED else None
