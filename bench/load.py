"""A load generator that is cheap beside what it measures: raw sockets, requests made beforehand.

`python -m bench.load` reads a plan as JSON on its standard input and prints what it counted.
It understands just enough HTTP for servers that answer in one piece with a Content-Length.
"""

import json
import select
import socket
import sys
import time
from dataclasses import dataclass, field

CHUNK = 1 << 18


@dataclass
class Connection:
    """One keep-alive connection with one request in flight."""

    socket: socket.socket
    sent_at: float = 0.0
    buffer: bytearray = field(default_factory=bytearray)
    expected: int = 0


def request(path: str, headers: dict[str, str], body: bytes) -> bytes:
    """The bytes of one POST."""
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return (
        f"POST {path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
        f"Accept: application/json\r\n{head}Content-Length: {len(body)}\r\n\r\n"
    ).encode() + body


def measure(port: int, requests: list[bytes], connections: int, seconds: float) -> dict[str, float]:
    """Requests a second, and how long they took."""
    poll = select.epoll()
    by_fd = {}
    place = 0
    for _ in range(connections):
        connection = Connection(socket.create_connection(("127.0.0.1", port)))
        connection.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        by_fd[connection.socket.fileno()] = connection
        poll.register(connection.socket, select.EPOLLIN)
    started = time.perf_counter()
    for connection in by_fd.values():
        _send(connection, requests[place % len(requests)])
        place += 1
    took, failed, end = [], 0, started + seconds
    while (now := time.perf_counter()) < end:
        for fd, _ in poll.poll(1):
            connection = by_fd[fd]
            connection.buffer += connection.socket.recv(CHUNK)
            if not _is_whole(connection):
                continue
            took.append(time.perf_counter() - connection.sent_at)
            failed += not _is_right(connection.buffer)
            connection.buffer.clear()
            connection.expected = 0
            _send(connection, requests[place % len(requests)])
            place += 1
    for connection in by_fd.values():
        connection.socket.close()
    took.sort()
    return {
        "rate": len(took) / (now - started),
        "p50_ms": took[len(took) // 2] * 1000 if took else 0,
        "p99_ms": took[len(took) * 99 // 100] * 1000 if took else 0,
        "failed": failed,
        "sent": place,
    }


def _send(connection: Connection, message: bytes) -> None:
    connection.sent_at = time.perf_counter()
    connection.socket.sendall(message)


def _is_whole(connection: Connection) -> bool:
    if not connection.expected:
        end = connection.buffer.find(b"\r\n\r\n")
        if end < 0:
            return False
        head = bytes(connection.buffer[:end]).lower()
        length = head.split(b"\r\ncontent-length:", 1)[1].split(b"\r\n", 1)[0]
        connection.expected = end + 4 + int(length)
    return len(connection.buffer) >= connection.expected


def _is_right(answer: bytearray) -> bool:
    """200, with data, without errors, and not declined."""
    body = answer[answer.find(b"\r\n\r\n") :]
    if answer[9:12] != b"200" or b'"data":{' not in body[:20]:
        return False
    return b'"errors"' not in body[-400:] and b'"Refusal"' not in body[:200]


def main() -> None:
    plan = json.load(sys.stdin)
    requests = [text.encode() for text in plan["requests"]]
    begun = measure(plan["port"], requests, plan["connections"], plan["warm_up"])["sent"]
    rest = requests[int(begun) % len(requests) :] + requests[: int(begun) % len(requests)]
    print(json.dumps(measure(plan["port"], rest, plan["connections"], plan["seconds"])))


if __name__ == "__main__":
    main()
