import pytest

from tests.laboratory.engine import PrivateEngine


@pytest.fixture
def engine(engine: object) -> PrivateEngine:
    """The private engine alone: here it is what is tested."""
    if not isinstance(engine, PrivateEngine):
        pytest.skip("the engine of these tests is somebody else's")
    return engine
