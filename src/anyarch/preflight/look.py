"""Inspection: what an image or a container starts, read out of it file by file, without running it.

`program` is the shim's look into an image before its first run: what is the program for that it starts? The shim takes
it where an image's label is foreign or empty, or always, by the setting ``inspection``. What was found is remembered by
the image's ID, so that a further run asks the engine for no more than that. Whatever goes wrong is an
`UnknownFactError`: then the label has to do.
"""

import time

from anyarch.bare import records
from anyarch.bare.endpoint import Endpoint
from anyarch.decision.facts import UnknownFactError
from anyarch.engine.connection import UnreachableError, connect
from anyarch.engine.questions import RefusedError
from anyarch.oci.platforms import Platform, parse


def program(image: str, endpoint: Endpoint, environment: dict[str, str], timeout: float) -> Platform | None:
    """The platform of the last program that a local image starts; None where it starts none.

    Args:
        image: IMAGE as it was typed.
        endpoint: the engine.
        environment: the process's variables.
        timeout: seconds for each wait for the engine.

    Raises:
        UnknownFactError: the engine does not show it.
    """
    from anyarch.engine import subjects  # noqa: PLC0415 - load docker-py, and few images want a look
    from anyarch.preflight import reading  # noqa: PLC0415 - load docker-py, and few images want a look
    from anyarch.programs.entry_point import PROGRAM  # noqa: PLC0415

    deadline = time.monotonic() + timeout
    try:
        described = subjects.describe_image(connect(endpoint, deadline), endpoint, image)
        if described is None:
            return None
        steps = reading.steps(described, endpoint, records.folder(environment), deadline - time.monotonic())
        last = [step.platform for step in steps if step.kind == PROGRAM and step.platform][-1:]
        return parse(last[0]) if last else None
    except (RefusedError, UnreachableError, OSError, ValueError, *reading.SILENCES) as error:
        raise UnknownFactError(f"{image} could not be looked into: {error}.") from error
