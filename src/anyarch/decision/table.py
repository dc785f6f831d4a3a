"""What to do with a `run`, `create` or `pull`: the decision table, as one pure function.

The first row that matches applies. *Native* is what the engine runs without an emulator (`oci.native`), *foreign* is
everything else.

====  ======================================================================  ========================================
row   when                                                                    then
====  ======================================================================  ========================================
1     anyarch does not handle the command (`command_line.parse` says so)      unchanged
2     the user asks for a platform                                            unchanged; if foreign, the ladder
3     the local image is native                                               unchanged
4     it is foreign; docker may pull; the registry has a native one now, and  ``--platform NATIVE``
      the local copy too
5     it is foreign, in all other cases                                       ``--platform LOCAL``, and the ladder
6     nothing is local, and docker may not pull                               unchanged
7     nothing is local, and it is unknown which platforms are available       unchanged
8     nothing is local, and a native one is available                         unchanged; ``--platform`` for the host's
                                                                              other mode (386, or arm on arm64)
9     nothing is local, and only foreign Linux platforms are available        ``--platform BEST``, and the ladder
10    nothing is local, and nothing is available that Linux can run           unchanged, with the reason
====  ======================================================================  ========================================

Details (docs/reference/decision-table.md has all of them):

* ``--pull=always`` makes docker pull the image again, so a foreign local copy does not count.
* `pull` has no ladder. It pulls a single manifest whatever its platform, so row 9 is for an index only.
* The host's own architecture, at any CPU level, is left to docker: rows 3 and 8. But a level that containerd does not
  have for the host is no reason to replace a local copy in row 4.
* Docker 20.10 does not select the host's other mode from an index that has nothing better: row 8 asks for it by name.
* What the cache knows of the registry is enough to leave the choice to docker. Before rows 8 to 10 change a command or
  call it hopeless, it is confirmed: a tag may have moved, and to ask for a platform that is gone would break a command
  that works.
"""

from anyarch.bare.command_line import Invocation
from anyarch.decision import ladder
from anyarch.decision.facts import Facts, Local, Offered, UnknownFactError, executed_by
from anyarch.decision.outcome import (
    AS_REQUESTED,
    FOREIGN_LOCAL,
    FOREIGN_OFFER,
    NATIVE_INSTEAD,
    NATIVE_LOCAL,
    NATIVE_OFFER,
    PLATFORM,
    PULL_FORBIDDEN,
    UNCHANGED,
    UNKNOWN_OFFER,
    UNUSABLE_OFFER,
    Decision,
)
from anyarch.oci import native, platforms
from anyarch.oci.platforms import Platform


def decide(
    invocation: Invocation, facts: Facts, preferred: tuple[Platform, ...], rungs: tuple[str, ...] = ()
) -> Decision:
    """Apply rows 2 to 10, and the ladder.

    Args:
        invocation: the parsed command, to which row 1 does not apply.
        facts: the answers, lazily.
        preferred: the foreign platforms to prefer, in order.
        rungs: see `ladder.climb`.

    Raises:
        UnknownFactError: a fact that the rows cannot do without is not available. Leave the command unchanged.
    """
    decision = _by_rows(invocation, facts, preferred)
    if invocation.verb == "pull":
        return decision
    return ladder.climb(decision, facts, rungs, is_run=invocation.verb == "run")


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
        return Decision(PULL_FORBIDDEN, UNCHANGED, "The image is not local, and --pull=never forbids fetching it.")
    return _of_offered(invocation, facts, preferred)


def _as_requested(invocation: Invocation, facts: Facts) -> Decision:
    try:
        requested = platforms.parse(invocation.platform)
    except ValueError as error:
        return Decision(AS_REQUESTED, UNCHANGED, f"{error}.")
    emulated = invocation.verb != "pull" and _wants_emulator(requested, facts)
    return Decision(AS_REQUESTED, UNCHANGED, f"You asked for {requested}.", platform=requested, emulated=emulated)


def _of_foreign_local(invocation: Invocation, local: Local, facts: Facts, preferred: tuple[Platform, ...]) -> Decision:
    if not local.platforms:
        return Decision(FOREIGN_LOCAL, UNCHANGED, "The local image does not say which platform it is for.")
    may_pull = invocation.pull_policy != "never" and facts.may_repull() and not local.named_by_id
    better = _native_offer(facts) if may_pull else None
    if better in native.vector(facts.host()) and _is_provably_offered(local, facts):
        reason = f"The local image is for {platforms.listed(local.platforms)} only, and {better} is offered."
        return _adding(NATIVE_INSTEAD, better, reason)
    chosen = _best(platforms.ordered(local.platforms, preferred), facts)
    reason = f"The local image is for {chosen}."
    if better:
        reason += f" The registry also offers {better}, which docker pull would replace it with."
    return _adding(FOREIGN_LOCAL, chosen, reason, emulated=True)


def _of_offered(invocation: Invocation, facts: Facts, preferred: tuple[Platform, ...]) -> Decision:
    try:
        offered = _sure_offer(invocation, facts)
    except UnknownFactError as unknown:
        return Decision(UNKNOWN_OFFER, UNCHANGED, str(unknown))
    if _is_single_pull(invocation, offered):
        return Decision(FOREIGN_OFFER, UNCHANGED, "A single image is pulled whatever its platform.")
    best, host = _native_offer(facts), facts.host()
    if best:
        reason = f"{best} is offered."
        if native.same_cpu(best, host):
            return Decision(NATIVE_OFFER, UNCHANGED, reason, platform=best)
        return _adding(NATIVE_OFFER, best, reason)
    foreign = tuple(platform for platform in offered.platforms if _wants_emulator(platform, facts))
    if not foreign:
        return _unusable(offered, host)
    best = _best(platforms.ordered(foreign, tuple(dict.fromkeys((*preferred, *native.vector(host))))), facts)
    reason = f"The image is offered for {platforms.listed(offered.platforms)}, not for {host}."
    return _adding(FOREIGN_OFFER, best, reason, emulated=True)


def _sure_offer(invocation: Invocation, facts: Facts) -> Offered:
    """What the registry has; confirmed first, while there is time, if it may lead to more than docker's own choice."""
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


def _best_native(several: tuple[Platform, ...], facts: Facts) -> Platform | None:
    return native.best(several, facts.host(), executed_by(facts))


def _wants_emulator(platform: Platform, facts: Facts) -> bool:
    host = facts.host()
    return platform.os == host.os == platforms.DEFAULT_OS and not native.is_native(platform, host, executed_by(facts))


def _native_offer(facts: Facts) -> Platform | None:
    """The best native platform that the registry has; None for none, or if that is unknown."""
    try:
        offered = facts.offered().platforms
    except UnknownFactError:
        return None
    return _best_native(offered, facts)


def _is_provably_offered(local: Local, facts: Facts) -> bool:
    """Whether replacing the local copy loses nothing: the registry has exactly that image, now."""
    if facts.offered().digest not in local.digests:
        return False
    try:
        live = facts.offered(live=True)
    except UnknownFactError:
        return False
    return live.digest in local.digests and _native_offer(facts) is not None


def _best(candidates: tuple[Platform, ...], facts: Facts) -> Platform:
    """The first that the engine executes, or else the first; a single one is not tried."""
    if len(candidates) == 1:
        return candidates[0]
    return next(filter(executed_by(facts), candidates), candidates[0])


def _unusable(offered: Offered, host: Platform) -> Decision:
    if not offered.platforms:
        return Decision(UNUSABLE_OFFER, UNCHANGED, "The image does not say which platforms it is for.")
    fails = offered.is_index or all(platform.os != host.os for platform in offered.platforms)
    reason = f"The image is offered for {platforms.listed(offered.platforms)} only, which {host} cannot run."
    return Decision(UNUSABLE_OFFER, UNCHANGED, reason, is_hopeless=fails)
