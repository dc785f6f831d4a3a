"""What the conclusions ask of the engine and the registry: `conclusions.Engine`, put together from the facts.

Each question is asked when a conclusion needs it. One that cannot be answered makes a diagnosis less exact; it never
makes it fail.
"""

from collections.abc import Callable, Mapping

from anyarch.decision.facts import UnknownFactError
from anyarch.oci.platforms import Platform
from anyarch.preflight.facts import EngineFacts

_FLAG = "F"


class Surroundings:
    """The engine around one image.

    Args:
        image: the image's name as somebody has typed it.
        host: the engine's own platform.
        facts: makes the facts about an image of that name, each with a deadline of its own.
        last_seen: the day on which the engine was last seen to execute a platform; empty for never.
        handlers: tells the flags of the engine's handlers, by the architecture that each is for, as far as they are
            known.
    """

    def __init__(
        self,
        image: str,
        host: Platform,
        facts: Callable[[str], EngineFacts],
        last_seen: Callable[[Platform], str],
        handlers: Callable[[], Mapping[str, str]],
    ) -> None:
        self._image = image
        self._host = host
        self._facts = facts
        self._last_seen = last_seen
        self._handlers = handlers
        self._native_name: str | None = None

    def host(self) -> Platform:
        """The engine's own platform."""
        return self._host

    def executes(self, platform: Platform) -> bool | None:
        """Whether the engine starts a program for the platform; None where it cannot be asked."""
        try:
            return self._facts(self._image).executes(platform)
        except UnknownFactError:
            return None

    def has_executed(self, platform: Platform) -> str:
        """The day on which it was last seen to; empty for never."""
        return self._last_seen(platform)

    def lacks_flag(self, platform: Platform) -> bool:
        """Whether its handler for the platform is known to be registered without the flag F."""
        return _FLAG not in self._handlers().get(platform.architecture, _FLAG)

    def native_name(self) -> str:
        """The name under which the registry has the image for the host: its own, or its tag's; empty for none."""
        if self._native_name is None:
            name, at, _ = self._image.partition("@")
            names = [self._image, name] if at else [self._image]
            self._native_name = next((each for each in names if self._is_offered(each)), "")
        return self._native_name

    def _is_offered(self, image: str) -> bool:
        try:
            return self._host in self._facts(image).offered(live=True).platforms
        except UnknownFactError:
            return False
