"""The pretended engine that routes answer for: its claims, its images and its containers."""

from tests.laboratory.recording_engine.answers import Answer, Answers, refused
from tests.laboratory.recording_engine.containers import Containers
from tests.laboratory.recording_engine.image_store import ImageStore

_NOT_EXECUTED = 255  # runc's, for the kernel's "exec format error"


class Engine:
    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.images = ImageStore(answers)
        self.containers = Containers()

    def version_refusal(self, version: str) -> Answer | None:
        newest, oldest = self.answers.api_version, self.answers.minimum_api_version
        if version and _numbers(version) > _numbers(newest):
            return refused(400, f"client version {version} is too new. Maximum supported API version is {newest}")
        if version and _numbers(version) < _numbers(oldest):
            return refused(
                400,
                f"client version {version} is too old. Minimum supported API version is {oldest}, "
                "please upgrade your client to a newer version",
            )
        return None

    def exit_status(self, image: str) -> int | None:
        program = self.images.program(image)
        return self.answers.executes.get(program, _NOT_EXECUTED) if program else self.answers.exit_status

    def speaks(self, version: str, needed: str) -> bool:
        """Whether a request of this version (empty: the newest) gets what came with the needed one."""
        return _numbers(version or self.answers.api_version) >= _numbers(needed)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in version.split("."))
