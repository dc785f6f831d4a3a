"""bash, zsh and fish, as anyarch's tests start them: none reads anybody's settings."""

import os
import shlex
from collections.abc import Mapping
from dataclasses import dataclass

from tests.laboratory.person import Outcome, Person
from tests.laboratory.terminal import Terminal


@dataclass(frozen=True)
class Grammar:
    """How to start one shell so that it reads no settings.

    Then how it says: all words, how the last command ended, and load the function that a command (`{}`) prints.
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
    """A shell that a person who has the shim installed uses; `load` is the line that loads the function."""

    def __init__(self, name: str, person: Person) -> None:
        self.name = name
        self.person = person
        self.grammar = GRAMMARS[name]
        self.file = os.path.join(person.shim, f"init.{name}")
        self.load = f"source {shlex.quote(self.file)}"

    def run(self, script: str, *words: str, extra: Mapping[str, str] | None = None) -> Outcome:
        name = () if self.name == "fish" else (self.name,)  # what is $0 to the others
        return self.person.run([*self.grammar.start, "-c", script, *name, *words], extra)

    def loaded(self, script: str, *words: str) -> Outcome:
        return self.run(f"{self.load}\n{script}", *words)

    def terminal(self) -> Terminal:
        prompt = ("-C", f"function fish_prompt; echo -n '{PROMPT}'; end") if self.name == "fish" else ()
        environment = self.person.environment | {"TERM": "dumb", "PS1": PROMPT}
        return Terminal([*self.grammar.start, "-i", *prompt], environment, self.person.environment["HOME"])
