"""A way to PostgreSQL that can be cut in the instant after a claim is committed."""

import select
import socket
import threading
from types import TracebackType
from typing import Self

CLAIMS = b"SKIP LOCKED"
COMMITS = b"COMMIT"
MOST_BYTES = 1 << 16


class CutLine:
    """Passes bytes between a client and a server; `cut_after_claim` loses the next claim's answer."""

    def __init__(self, server: tuple[str, int]) -> None:
        self._server = server
        self._door = socket.create_server(("127.0.0.1", 0))
        self._stopped = threading.Event()
        self._cut = threading.Event()
        self._threads = [threading.Thread(target=self._take_calls)]
        self.port: int = self._door.getsockname()[1]

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        self._stopped.set()
        for thread in self._threads:
            thread.join()
        self._door.close()

    def cut_after_claim(self) -> None:
        self._cut.set()

    def _take_calls(self) -> None:
        while not self._stopped.is_set():
            if select.select([self._door], [], [], 0.05)[0]:
                client, _ = self._door.accept()
                thread = threading.Thread(target=self._pass_on, args=(client,))
                self._threads.append(thread)
                thread.start()

    def _pass_on(self, client: socket.socket) -> None:
        with client, socket.create_connection(self._server) as server:
            is_claimed = False
            while not self._stopped.is_set():
                for readable in select.select([client, server], [], [], 0.05)[0]:
                    said = readable.recv(MOST_BYTES)
                    if not said:
                        return
                    if readable is server:
                        client.sendall(said)
                        continue
                    is_claimed = is_claimed or CLAIMS in said
                    server.sendall(said)
                    if is_claimed and COMMITS in said and self._cut.is_set():
                        self._cut.clear()
                        server.recv(MOST_BYTES)  # It is committed, and nobody hears of it.
                        return
