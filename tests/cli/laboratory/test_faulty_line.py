"""The line on which requests go wrong leaves others alone."""

import socket

from tests.laboratory.faulty_line import ANSWERS, FaultyLine

TIMEOUT = 100


def connected(line: FaultyLine) -> socket.socket:
    host, _, port = line.address.partition(":")
    return socket.create_connection((host, int(port)), TIMEOUT)


def test_all_requests_are_counted_and_only_those_of_anyarch_go_wrong() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, FaultyLine(server.getsockname()) as line:
        server.settimeout(TIMEOUT)
        line.arm(ANSWERS["closed"], 0)
        with connected(line) as client:
            client.sendall(b"GET / HTTP/1.1\r\nUser-Agent: anyarch\r\n\r\n")
            assert client.recv(1) == b""
        with connected(line) as client:
            client.sendall(b"GET / HTTP/1.1\r\nUser-Agent: docker\r\n\r\n")
            with server.accept()[0] as arrived:
                arrived.sendall(b"no")
            assert client.recv(2, socket.MSG_WAITALL) == b"no"
        assert (line.requests, line.everyones) == (1, 2)
