"""What the trials of a client have shown, and whether that is as expected."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from tests.clients.table import Client, Works

# Where the verb has two words.
GROUPS = {"builder", "buildx", "compose", "container", "context", "image", "network", "system", "volume"}
# Where the shim may add a platform.
HANDLED = {"create", "pull", "run"}
PLATFORM = " --platform"
Command = tuple[str, ...]


@dataclass(frozen=True)
class Seen:
    """How a trial ended: whether the client did what it should, with the image that it should."""

    is_fine: bool
    commands: tuple[Command, ...] = ()  # what docker was started with
    said: str = ""  # what the client said last, if it failed


@dataclass(frozen=True)
class Report:
    """All trials of a client: with an image for the engine's own platform, and with one for another platform."""

    client: Client
    version: str
    native: Seen  # without anyarch
    native_with_shim: Seen
    alone: Seen  # the other image, without anyarch
    with_shim: Seen
    prepared: Seen  # without the shim, after `anyarch prepare`

    @property
    def is_undisturbed(self) -> bool:
        """Whether with a native image all is as without anyarch, and works."""
        both = (self.native, self.native_with_shim)
        # Some start two at once.
        return (
            all(seen.is_fine for seen in both) and len({tuple(sorted(map(verb, seen.commands))) for seen in both}) == 1
        )

    @property
    def is_added_where_handled(self) -> bool:
        """Whether the shim has added `--platform` to nothing but the verbs that it handles."""
        own = {verb(command) for seen in (self.alone, self.prepared) for command in seen.commands}
        given = {each for command in self.with_shim.commands if (each := verb(command)).endswith(PLATFORM)}
        return all(each.removesuffix(PLATFORM).rpartition(" ")[2] in HANDLED for each in given - own)

    @property
    def works(self) -> Works:
        return Works(self.alone.is_fine, self.with_shim.is_fine, self.prepared.is_fine)

    @property
    def is_fine(self) -> bool:
        return self.is_undisturbed and self.is_added_where_handled and self.works == self.client.works

    def __str__(self) -> str:
        return f"{self.client} {self.version}: {'as expected' if self.is_fine else self.differences()}"

    def differences(self) -> str:
        parts = [f"expected {self.client.works}, seen {self.works}, undisturbed: {self.is_undisturbed}"]
        parts += [] if self.is_added_where_handled else ["a platform was added to another verb"]
        for seen in (self.native, self.native_with_shim, self.alone, self.with_shim, self.prepared):
            parts += [seen.said, str([verb(command) for command in seen.commands])]
        return "\n".join(part for part in parts if part)


def verb(command: Sequence[str]) -> str:
    """A command's verb without flags and arguments, but with `--platform` where that is among them."""
    words = [word for word in command if not word.startswith("-")]
    found = " ".join(words[: 2 if words and words[0] in GROUPS else 1]) if words[:1] == [*command[:1]] else command[0]
    is_given = any(word == "--platform" or word.startswith("--platform=") for word in command)
    return f"{found}{PLATFORM}" if is_given else found


def verbs(commands: Sequence[Command]) -> str:
    """The verbs of commands in order, each with how many times in a row it was there."""
    found = [(each, len(list(group))) for each, group in itertools.groupby(map(verb, commands))]
    return ", ".join(f"{each} ({count} times)" if count > 1 else each for each, count in found)
