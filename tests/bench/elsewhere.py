"""What a warm run costs at an engine that is not on a Unix socket: as much as on one, as nothing connects to it."""

from tests.bench.bench import Bench, shim
from tests.bench.relay import Relay
from tests.bench.report import Budget, count, ratio, table
from tests.bench.timing import side_by_side

ROUNDS = 300
MOST = 1.05  # times: as much, but for the noise
UNIX, TCP = "shim: docker run IMAGE, on a Unix socket", "shim: docker run IMAGE, on TCP"


def measure(bench: Bench) -> list[Budget]:
    near = bench.user("near")
    with Relay(bench.engine.socket) as relay:
        far = bench.user("far", relay.host)
        before = relay.connections
        if not before:
            raise RuntimeError("the engine was never reached by TCP")
        commands = [shim(UNIX, near, "run", bench.image), shim(TCP, far, "run", bench.image)]
        times = side_by_side(commands, ROUNDS)
        connections = relay.connections - before
    table("A warm run, by how the engine is reached: `true` stands for docker", times, UNIX)
    return [
        ratio("warm run on a TCP engine, beside a Unix socket", times, TCP, UNIX, MOST),
        count("the same: connections", connections, 0),
    ]
