"""What the launcher has to know of docker's command line, as patterns of the shell's ``case``, made from `bare.flags`.

The launcher finds the verb behind global flags, and IMAGE in a `run` or `create` with the most usual flags. It asks
Python about a flag that no pattern matches, and about the flags with which a memo does not count. Together the patterns
never take a word for IMAGE that is none. `create` has no more flags than `run`; docker itself refuses the others.
"""

from anyarch.bare.flags import GLOBAL, RUN, FlagSet
from anyarch.bare.memo import UNSURE

_MOST_LETTERS = 3  # of booleans in one word, such as -itd
_NEVER = frozenset(("help", *UNSURE))


def global_values() -> str:
    """A global flag whose value is the next word, and that word, with a comma between them."""
    booleans, values = _letters(GLOBAL)
    clusters = [f"-{booleans * number}{values},*" for number in range(_MOST_LETTERS)]
    return " | ".join([*(f"--{name},*" for name in sorted(GLOBAL.values)), *clusters])


def flags() -> str:
    """The flags of `run` in one word, with their value if they take one."""
    alone = [f"--{name}" for name in sorted(RUN.booleans - _NEVER)]
    with_value = [f"--{name}=*" for name in sorted((RUN.booleans | RUN.values) - _NEVER)]
    booleans, values = _letters(RUN)
    clusters = [f"-{booleans * number}" for number in range(1, _MOST_LETTERS + 1)]
    with_rest = [f"-{booleans * number}{values}?*" for number in range(_MOST_LETTERS)]
    return " | ".join([*alone, *with_value, *clusters, *with_rest])


def flags_before_values() -> str:
    """The flags of `run` whose value is the next word."""
    booleans, values = _letters(RUN)
    clusters = [f"-{booleans * number}{values}" for number in range(_MOST_LETTERS)]
    return " | ".join([*(f"--{name}" for name in sorted(RUN.values - _NEVER)), *clusters])


def _letters(flag_set: FlagSet) -> tuple[str, str]:
    """The letters of the booleans and of the flags that take a value, each as a pattern for one letter."""
    known = {letter: name for letter, name in sorted(flag_set.letters.items()) if name not in _NEVER}
    booleans = "".join(letter for letter, name in known.items() if name in flag_set.booleans)
    return f"[{booleans}]", f"[{''.join(letter for letter in known if letter not in booleans)}]"
