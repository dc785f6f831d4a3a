import os

import pytest

from tests.laboratory.debian import cache
from tests.laboratory.private_programs import folder


@pytest.fixture(scope="session")
def programs() -> str:
    """A folder with the programs of a pack."""
    return folder(cache(os.environ))
