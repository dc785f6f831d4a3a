"""bash, zsh and fish, as anyarch's tests start them: none reads anybody's settings."""

import os
import shlex
from collections.abc import Mapping
from dataclasses import dataclass

from tests.laboratory.person import Outcome, Person
from tests.laboratory.terminal import Terminal


@dataclass(frozen=True)
class Grammar:
    """How to say in one shell what the tests need to say.

    Attributes:
        start: the program, and the flags that keep it from reading settings.
        words: all words that the script was given.
        status: how the last command ended.
        evaluate: the line that the manual tells people to load the function with; `{}` is the command that prints it.
    """

    start: tuple[str, ...]
    words: str
    status: str
    evaluate: str


_POSIX = {"words": '"$@"', "status": "$?", "evaluate": 'eval "$({})"'}
GRAMMARS = {
    "bash": Grammar(("bash", "--norc", "--noprofile"), **_POSIX),
    "zsh": Grammar(("zsh", "--no-rcs"), **_POSIX),
    "fish": Grammar(("fish", "--no-config"), "$argv", "$status", "{} | source"),
}

PROMPT = "at your service> "


class Shell:
    """One shell of one person who has the shim installed.

    Args:
        name: a key of `GRAMMARS`.
        person: its PATH is the shell's.

    Attributes:
        file: what `anyarch shim install` wrote for this shell.
        load: the line that loads it.
    """

    def __init__(self, name: str, person: Person) -> None:
        self.name = name
        self.person = person
        self.grammar = GRAMMARS[name]
        self.file = os.path.join(person.shim, f"init.{name}")
        self.load = f"source {shlex.quote(self.file)}"

    def run(self, script: str, *words: str, extra: Mapping[str, str] | None = None) -> Outcome:
        """Run a script that is given words, to its end."""
        name = () if self.name == "fish" else (self.name,)  # what is $0 to the others
        return self.person.run([*self.grammar.start, "-c", script, *name, *words], extra)

    def loaded(self, script: str, *words: str) -> Outcome:
        """Run a script behind the line that loads the function."""
        return self.run(f"{self.load}\n{script}", *words)

    def terminal(self) -> Terminal:
        """Open a terminal with an interactive shell in it."""
        prompt = ("-C", f"function fish_prompt; echo -n '{PROMPT}'; end") if self.name == "fish" else ()
        environment = self.person.environment | {"TERM": "dumb", "PS1": PROMPT}
        return Terminal([*self.grammar.start, "-i", *prompt], environment, self.person.environment["HOME"])
