"""The line on which requests go wrong leaves others alone."""

import socket

from tests.laboratory.faulty_line import ANSWERS, FaultyLine


def test_all_requests_are_counted_and_only_those_of_anyarch_go_wrong() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, FaultyLine(server.getsockname()) as line:
        server.settimeout(100)
        place = ("127.0.0.1", int(line.address.rpartition(":")[2]))
        line.arm(ANSWERS["closed"], 0)
        with socket.create_connection(place, 100) as client:
            client.sendall(b"GET / HTTP/1.1\r\nUser-Agent: anyarch\r\n\r\n")
            assert client.recv(1) == b""
        with socket.create_connection(place, 100) as client:
            client.sendall(b"GET / HTTP/1.1\r\nUser-Agent: docker\r\n\r\n")
            with server.accept()[0] as arrived:
                arrived.sendall(b"no")
            assert client.recv(2, socket.MSG_WAITALL) == b"no"
        assert (line.requests, line.everyones) == (1, 2)
