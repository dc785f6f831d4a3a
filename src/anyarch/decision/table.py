"""What to do with a `run`, `create` or `pull`: the decision table, as one pure function.

The first row that matches applies. *Native* is what the engine runs without an emulator (`oci.native`), *foreign* is
everything else, and *executed* is what the engine starts by any means (`execution`).

====  ======================================================================  ========================================
row   when                                                                    then
====  ======================================================================  ========================================
1     anyarch does not handle the command (`command_line.parse` says so)      unchanged
2     the user asks for a platform                                            unchanged; if not executed, the ladder
3     the local image is native                                               unchanged
4     it is foreign, and executed                                             unchanged, or ``--platform LOCAL``
5     it is foreign and not executed; docker may pull; the registry has a     ``--platform NATIVE``, or that one
      native one now, or one that is executed, and provably the local copy
6     it is foreign and not executed, otherwise                               ``--platform LOCAL``, and the ladder
7     nothing is local, and docker may not pull                               unchanged
8     nothing is local, and it is not known which platforms are available     unchanged
9     nothing is local, and a native one is available                         unchanged; ``--platform`` for another mode
                                                                              of the CPU (386, or arm on arm64), or a
                                                                              level of it (amd64/v3, arm64/v9)
10    nothing is local, and only foreign Linux platforms are available        ``--platform BEST``, and the ladder
11    nothing is local, and nothing is available that Linux can run           unchanged, with the reason
====  ======================================================================  ========================================

Details (docs/reference/decision-table.md has all of them):

* A command that pulls (`pull`, ``--pull=always``) follows rows 8 to 11 also for a foreign local image, if that is
  provably the registry's. Any other local image is left to docker, so that no build of the user's loses its name.
* `pull` has no ladder. It pulls a single manifest whatever its platform, so row 10 is for an index only.
* A local image for the host's own architecture, at any CPU level, is left to docker: row 3. A level that containerd
  does not have for the host is no reason to replace a local copy in row 5. From an index that has nothing else for the
  host, many engines do not select such a level: row 9 asks for the highest one that the engine executes. Levels that
  it does not execute do not count.
* In row 4, ``--platform LOCAL`` is the same run without docker's warning about the platform.
* Docker 20.10 does not select the host's other mode from an index that has nothing better: row 9 asks for it by name.
* What the cache knows of the registry is enough to leave the choice to docker. Before rows 9 to 11 change a command or
  call it hopeless, it is confirmed: a tag may have moved, and to ask for a platform that is gone would break a command
  that works.
"""

from anyarch.bare.command_line import Invocation
from anyarch.decision import ladder, local, offer, requested
from anyarch.decision.facts import Facts
from anyarch.decision.outcome import FOREIGN_LOCAL, PULL_FORBIDDEN, UNCHANGED, Decision, Policy


def decide(invocation: Invocation, facts: Facts, policy: Policy) -> Decision:
    """Apply rows 2 to 11, and the ladder.

    Args:
        invocation: the parsed command, to which row 1 does not apply.
        facts: the answers, lazily.
        policy: what the settings say.

    Raises:
        UnknownFactError: a fact that the rows cannot do without is not available. Leave the command unchanged.
    """
    decision = _by_rows(invocation, facts, policy)
    if invocation.verb == "pull":
        return decision
    return ladder.climb(decision, invocation, facts, policy)


def _by_rows(invocation: Invocation, facts: Facts, policy: Policy) -> Decision:
    if invocation.platform:
        return requested.decide(invocation, facts)
    copy = facts.local()
    own = local.native_platform(copy, facts) if copy else None
    pulls = invocation.verb == "pull" or invocation.pull_policy == "always"
    if own:
        return local.decide_on_native(own, facts, pulls=pulls)
    if copy and not pulls:
        return local.decide_on_foreign(invocation, copy, facts, policy)
    if copy and not facts.is_the_registrys():
        return Decision(FOREIGN_LOCAL, UNCHANGED, "The local image may be one that you built, so docker decides.")
    if invocation.pull_policy == "never":
        return Decision(PULL_FORBIDDEN, UNCHANGED, "The image is not local, and --pull=never forbids fetching it.")
    return offer.decide(invocation, facts, policy)
