"""Use what exists: the image itself for the engine's own platform, or the same under another name, confirmed."""

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

_SILENCES = frozenset((refusals.RATE_LIMITED, *range(500, 600)))  # no word on whether the image is there
_MOST_LISTED = 1000  # tags; as many as are asked for at once, so that there may be more
_MOST_ASKED = 12  # names that a registry is asked for, of which Docker Hub may count each as a pull


class Search(NamedTuple):
    """What became of the search for other names: the first that fits, how many were asked, and who did not answer."""

    found: Reference | None
    asked: int
    silence: str


def examine(situation: Situation, executes: Executes, search: Callable[[], Search]) -> Option:
    """The way for this situation; `search` is for where the image itself has nothing."""
    image, host = situation.image, situation.host
    local = native.best(situation.local.platforms, host, executes) if situation.local else None
    if local:
        return Option("use", READY, f"The image that the engine has is for {local}.", (_run(image, local, situation),))
    offered = native.best(situation.offered.platforms, host, executes) if situation.offered else None
    if offered and not situation.local:
        return Option("use", READY, f"The image is offered for {offered}.", (_run(image, offered, situation),))
    if offered:
        lost = "The copy that the engine has may lose its name by this, also if it is one that you have built."
        pull = ("docker", "pull", "--platform", str(offered), image)
        commands = (pull, _run(image, offered, situation))
        return Option("use", READY, f"The image is offered for {offered}.", commands, (lost,))
    found, asked, silence = search()
    if found:
        name = names.familiar(found)
        other = "It is another name: look whether it is the same version, and whose it is."
        return Option("use", READY, f"{name} is there for {host}.", (_run(name, host, situation),), (other,))
    if silence or not (situation.offered or situation.is_refused_for_good):
        return Option("use", UNKNOWN, f"Nobody can say what the registry has. {situation.refusal or silence}")
    what = f"The image is not offered for {host}." if situation.offered else situation.refusal
    tried = f" {asked} other name{'' if asked == 1 else 's'} would be usual, and none of them is." if asked else ""
    return Option("use", NONE, what + tried)


def _run(image: str, platform: Platform, situation: Situation) -> tuple[str, ...]:
    """Docker takes the host's own architecture by itself, unless that is preset, and its other mode only when asked."""
    by_itself = native.same_cpu(platform, situation.host) and not situation.is_platform_preset
    asked = () if by_itself else ("--platform", str(platform))
    return ("docker", "run", *asked, image)


def search(image: str, host: Platform, reference: Reference | None, catalog: Catalog) -> Search:
    """Ask for the usual names in turn, until one is there for the host.

    Args:
        image: the image as it was typed.
        host: the engine's own platform.
        reference: the complete name; None for an ID, which tells no name.
        catalog: answers.
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
    """The tags of the repository, which cost one question; None where the registry does not tell all of them."""
    listed = catalog.tags(reference)
    return frozenset(listed) if 0 < len(listed) < _MOST_LISTED else None
