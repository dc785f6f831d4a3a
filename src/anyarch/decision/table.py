"""What to do with a `run`, `create` or `pull`: the decision table, as one pure function.

First match wins; N is what the host runs natively (`oci.native`).

====  ======================================================================  ==========================================
row   when                                                                    then
====  ======================================================================  ==========================================
1     it is not for anyarch (`command_line.parse` says so)                    unchanged
2     the user asks for a platform                                            unchanged; not in N: emulation ladder
3     the local image is for a platform in N                                  unchanged
4     only foreign locally; docker may pull; a live look-up offers a native   ``--platform NATIVE``
      one, and the local copy is that very image
5     only foreign locally otherwise                                          ``--platform LOCAL``; emulation ladder
6     not local, and docker may not pull                                      unchanged
7     not local, and nobody can say what is offered                           unchanged
8     not local, and a native one is offered                                  unchanged; ``--platform`` if it is the
                                                                              host's other mode (386, or arm on arm64)
9     not local, and only foreign Linux platforms are offered                 ``--platform BEST``; emulation ladder
10    not local, and nothing that Linux could run is offered                  unchanged, with the reason
====  ======================================================================  ==========================================

The ladder, for a platform that wants an emulator, first rung that holds:

1. The engine executes the platform, by whatever means: go on.
2. A handler may be installed, which then leads to rung 1; not where a product brings emulators of its own.
3. The engine has a private emulator for the platform: bring it along for this one run.
4. Say what is missing and leave the command as it is, so that docker's own failure and exit code stand.

What counts for the ladder is the program that a local image starts, where that has been looked at (`Facts.starts`) and
is not for the platform on the image's label. The label is what docker matches all the same. A private emulator goes by
the label, so that it is no rung for such an image.

Rungs 2 and 3 are there only for whom the policy grants them (`decide`, `rungs`).

The rows' small print. ``--pull=always`` makes docker fetch the image anew whatever is local, so a foreign
local copy counts as none. `pull` has no ladder, and fetches a single manifest whatever its platform, so row 9 is
for an index only. The host's own architecture at any CPU level is docker's affair, local or offered: rows 3 and 8. But
a level that containerd does not have for the host is no reason to replace a local copy in row 4. An index that offers
no more than the host's other mode is not pulled by docker 20.10 unless that is asked for by name. What is remembered of
the registry is enough to leave the choice to docker, and not for rows 8 to 10 to change the command or to call it
hopeless: a tag may stand for another image by now, and a platform that has gone from it would break a command that
works.

`facts` answers lazily and may raise `UnknownFactError` at any question: whoever calls `decide` then leaves the command
unchanged. Only where the table itself knows what doubt means is it caught here.
"""

from typing import NamedTuple

from anyarch.bare.command_line import Invocation
from anyarch.decision.facts import Facts, Local, Offered, UnknownFactError
from anyarch.oci import native, platforms
from anyarch.oci.platforms import Platform

UNCHANGED = "unchanged"
PLATFORM = "platform"
INSTALL_HANDLER = "install-handler"
PRIVATE_EMULATION = "private-emulation"

AS_REQUESTED = 2
NATIVE_LOCAL = 3
FOREIGN_LOCAL = 5
UNKNOWN_OFFER = 7
NATIVE_OFFER = 8
FOREIGN_OFFER = 9
_OF_LOCAL = frozenset((AS_REQUESTED, NATIVE_LOCAL, FOREIGN_LOCAL))
DOUBT = 0  # the row of a decision that was not made by the table, because a fact was not to be had


class Decision(NamedTuple):
    """What to do, and why.

    Attributes:
        row: the row of the table.
        action: `UNCHANGED`, `PLATFORM`, `INSTALL_HANDLER` or `PRIVATE_EMULATION`.
        platform: what runs or is fetched, where the table knows it.
        is_added: whether the platform has to be added to docker's words.
        emulated: whether that needs an emulator.
        reason: one sentence for the person.
        is_hopeless: docker is about to fail for this reason.
        missing: the platform that the engine would have to execute by itself, and does not.
    """

    row: int
    action: str
    reason: str
    platform: Platform | None = None
    is_added: bool = False
    emulated: bool = False
    is_hopeless: bool = False
    missing: Platform | None = None


def decide(
    invocation: Invocation, facts: Facts, preferred: tuple[Platform, ...], rungs: tuple[str, ...] = ()
) -> Decision:
    """Apply rows 2 to 10, and the ladder.

    Args:
        invocation: what was typed; row 1 has been taken out.
        facts: the answers, lazily.
        preferred: which foreign platforms to take first.
        rungs: what may be done where the engine has no emulator: `INSTALL_HANDLER`, `PRIVATE_EMULATION`, in order.

    Raises:
        UnknownFactError: a fact that the rows cannot do without is not to be had.
    """
    decision = _by_rows(invocation, facts, preferred)
    if invocation.verb == "pull":
        return decision
    decision, program = _looked_into(decision, facts)
    if program is None or not decision.emulated or facts.executes(program):
        return decision
    for rung in rungs:
        if (rung == INSTALL_HANDLER or program == decision.platform) and _is_there(rung, program, facts):
            return decision._replace(action=rung, missing=program)
    # Creating a container executes nothing, so `create` fails only where docker finds no image to create it from.
    fails = invocation.verb == "run" or (decision.row == FOREIGN_OFFER and facts.offered().is_index)
    return decision._replace(action=UNCHANGED, is_added=False, emulated=False, is_hopeless=fails, missing=program)


def _looked_into(decision: Decision, facts: Facts) -> tuple[Decision, Platform | None]:
    """The decision, and the platform that has to be executed: the program's own, if the image's label lies about it.

    The label still is what docker matches, so that the platform to add stays what it is.
    """
    label = decision.platform
    if decision.row not in _OF_LOCAL:
        return decision, label
    if decision.row == AS_REQUESTED and not (decision.emulated and _is_local(label, facts)):
        return decision, label
    program = facts.starts(is_doubtful=decision.row != NATIVE_LOCAL)
    if program is None or program == label:
        return decision, label
    if decision.row == NATIVE_LOCAL and native.same_cpu(program, facts.host()):
        return decision, label
    says = "does not say which platform it is for" if label is None else f"says {label}"
    reason = f"The image {says}, and the program that it starts is for {program}."
    return decision._replace(emulated=not _is_native(program, facts), reason=reason), program


def _is_local(platform: Platform | None, facts: Facts) -> bool:
    """Whether the local image is the one for a platform, so that docker will take it."""
    try:
        local = facts.local()
    except UnknownFactError:
        return False
    return local is not None and local.platforms == (platform,)


def _is_there(rung: str, platform: Platform, facts: Facts) -> bool:
    return facts.emulates_privately(platform) if rung == PRIVATE_EMULATION else not facts.has_own_emulators()


def _by_rows(invocation: Invocation, facts: Facts, preferred: tuple[Platform, ...]) -> Decision:
    if invocation.platform:
        return _as_requested(invocation, facts)
    local = None if invocation.verb == "pull" else facts.local()
    own = _best_native(local.platforms, facts) if local else None
    if own:
        return Decision(NATIVE_LOCAL, UNCHANGED, "The local image is native.", platform=own)
    if local and invocation.pull_policy != "always":
        return _of_foreign_local(invocation, local, facts, preferred)
    if invocation.verb != "pull" and invocation.pull_policy == "never":
        return Decision(6, UNCHANGED, "The image is not local, and --pull=never forbids to fetch it.")
    return _of_offered(invocation, facts, preferred)


def _as_requested(invocation: Invocation, facts: Facts) -> Decision:
    try:
        requested = platforms.parse(invocation.platform)
    except ValueError as error:
        return Decision(AS_REQUESTED, UNCHANGED, f"{error}.")
    emulated = invocation.verb != "pull" and _wants_emulator(requested, facts)
    return Decision(AS_REQUESTED, UNCHANGED, f"{requested} was asked for.", platform=requested, emulated=emulated)


def _of_foreign_local(invocation: Invocation, local: Local, facts: Facts, preferred: tuple[Platform, ...]) -> Decision:
    if not local.platforms:
        return Decision(FOREIGN_LOCAL, UNCHANGED, "The local image does not say which platform it is for.")
    repull = invocation.pull_policy != "never" and facts.may_repull() and not local.named_by_id
    better = _native_offer(facts) if repull else None
    if better in native.vector(facts.host()) and _is_provably_offered(local, facts):
        reason = f"The local image is for {platforms.listed(local.platforms)} only, and {better} is offered."
        return _adding(4, better, reason)
    chosen = _best(platforms.ordered(local.platforms, preferred), facts)
    reason = f"The local image is for {chosen}."
    if better:
        reason += f" The registry also offers {better}, which docker pull would put in its place."
    return _adding(FOREIGN_LOCAL, chosen, reason, emulated=True)


def _of_offered(invocation: Invocation, facts: Facts, preferred: tuple[Platform, ...]) -> Decision:
    try:
        offered = _sure_offer(invocation, facts)
    except UnknownFactError as unknown:
        return Decision(UNKNOWN_OFFER, UNCHANGED, str(unknown))
    if _is_single_pull(invocation, offered):
        return Decision(FOREIGN_OFFER, UNCHANGED, "A single image is pulled whatever its platform.")
    best = _native_offer(facts)
    if best:
        reason = f"{best} is offered."
        if native.same_cpu(best, facts.host()):
            return Decision(NATIVE_OFFER, UNCHANGED, reason, platform=best)
        return _adding(NATIVE_OFFER, best, reason)
    foreign = tuple(platform for platform in offered.platforms if _wants_emulator(platform, facts))
    if not foreign:
        return _nothing_to_run(offered, facts)
    order = tuple(dict.fromkeys((*preferred, *native.vector(facts.host()))))
    best = _best(platforms.ordered(foreign, order), facts)
    reason = f"The image is offered for {platforms.listed(offered.platforms)}, not for {facts.host()}."
    return _adding(FOREIGN_OFFER, best, reason, emulated=True)


def _sure_offer(invocation: Invocation, facts: Facts) -> Offered:
    """What is offered; confirmed, if more may come of it than docker's own choice, while there is time to ask."""
    offered = facts.offered()
    is_own = any(native.same_cpu(platform, facts.host()) for platform in offered.platforms)
    if is_own or _is_single_pull(invocation, offered):
        return offered
    facts.confirm()
    return facts.offered()


def _is_single_pull(invocation: Invocation, offered: Offered) -> bool:
    return invocation.verb == "pull" and not offered.is_index


def _adding(row: int, platform: Platform, reason: str, *, emulated: bool = False) -> Decision:
    return Decision(row, PLATFORM, reason, platform=platform, is_added=True, emulated=emulated)


def _is_native(platform: Platform, facts: Facts) -> bool:
    """Whether the platform is in N."""
    return native.is_native(platform, facts.host(), lambda mode: _executes(mode, facts))


def _best_native(several: tuple[Platform, ...], facts: Facts) -> Platform | None:
    return native.best(several, facts.host(), lambda mode: _executes(mode, facts))


def _executes(platform: Platform, facts: Facts) -> bool | None:
    try:
        return facts.executes(platform)
    except UnknownFactError:
        return None


def _wants_emulator(platform: Platform, facts: Facts) -> bool:
    return platform.os == facts.host().os == platforms.DEFAULT_OS and not _is_native(platform, facts)


def _native_offer(facts: Facts) -> Platform | None:
    """The best native platform that is offered; None where there is none, or the offer is not known."""
    try:
        offered = facts.offered().platforms
    except UnknownFactError:
        return None
    return _best_native(offered, facts)


def _is_provably_offered(local: Local, facts: Facts) -> bool:
    """Whether replacing the local copy loses nothing: the registry has that very image, now."""
    if facts.offered().digest not in local.digests:
        return False
    try:
        live = facts.offered(live=True)
    except UnknownFactError:
        return False
    return live.digest in local.digests and _native_offer(facts) is not None


def _best(candidates: tuple[Platform, ...], facts: Facts) -> Platform:
    """The first that the engine executes, or the first of all; one alone is not tried."""
    for platform in candidates if len(candidates) > 1 else ():
        try:
            if facts.executes(platform):
                return platform
        except UnknownFactError:
            continue
    return candidates[0]


def _nothing_to_run(offered: Offered, facts: Facts) -> Decision:
    if not offered.platforms:
        return Decision(10, UNCHANGED, "The image does not say which platforms it is for.")
    host = facts.host()
    fails = offered.is_index or all(platform.os != host.os for platform in offered.platforms)
    reason = f"The image is offered for {platforms.listed(offered.platforms)} only, which {host} cannot run."
    return Decision(10, UNCHANGED, reason, is_hopeless=fails)
