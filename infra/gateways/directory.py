"""A drop box: files in a folder that the partner, a transfer program or the simulator empties.

`outbound/` waits for the partner and `inbound/` for us; whoever has taken a file moves it to
`archive/outbound/` or `archive/inbound/`.
"""

import fcntl
import hashlib
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.outside import Declined, Unreachable

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}")
"""Nothing that leaves the folder, hides in it, or means something to a shell."""
MAX_FILE_BYTES = 64_000_000
MAX_NAMES = 1_000


class DirectoryGateway:
    """One partner's drop box."""

    def __init__(self, mailbox: Path) -> None:
        self.outbound = mailbox / "outbound"
        self.inbound = mailbox / "inbound"
        self.sent = mailbox / "archive" / "outbound"
        self.received = mailbox / "archive" / "inbound"

    def send(self, name: str, content: bytes) -> None:
        """The file appears whole under its name, or not at all."""
        _check(name)
        if len(content) > MAX_FILE_BYTES:
            raise Declined(f"A file of {len(content)} bytes is too large to send.")
        with reaching(), self._alone():
            known = self._handed_over(name)
            if known is None:
                write_whole(self.outbound / name, content)
            elif _digest(known.read_bytes()) != _digest(content):
                raise Declined(f"Another file has been sent as {name}.")

    def has(self, name: str) -> bool:
        _check(name)
        with reaching():
            return self._handed_over(name) is not None

    def names(self) -> list[str]:
        """At most a thousand at a time; what has a strange name or is no plain file stays."""
        with reaching():
            return [name for _, name in sorted(self._waiting())][:MAX_NAMES]

    def fetch(self, name: str) -> bytes:
        _check(name)
        with reaching():
            try:
                descriptor = os.open(self.inbound / name, os.O_RDONLY | os.O_NOFOLLOW)
            except FileNotFoundError:
                raise Declined("There is no such file.") from None
            with os.fdopen(descriptor, "rb") as file:
                content = file.read(MAX_FILE_BYTES + 1)
        if len(content) > MAX_FILE_BYTES:
            raise Declined("A file is too large to take in.")
        return content

    def done(self, name: str) -> None:
        _check(name)
        with reaching():
            self.received.mkdir(parents=True, exist_ok=True)
            try:
                (self.inbound / name).replace(self.received / name)
            except FileNotFoundError:
                return  # Said before.

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One sender at a time: between looking and writing, nobody else may do the same."""
        self.outbound.mkdir(parents=True, exist_ok=True)
        with (self.outbound / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _handed_over(self, name: str) -> Path | None:
        """Looked for on its way, then where it arrives, then again: it may move in between."""
        places = (self.outbound / name, self.sent / name, self.outbound / name)
        return next((place for place in places if place.is_file()), None)

    def _waiting(self) -> Iterator[tuple[int, str]]:
        if not self.inbound.is_dir():
            return
        for entry in os.scandir(self.inbound):
            try:
                status = entry.stat(follow_symlinks=False)
            except FileNotFoundError:
                continue  # Another poller took it.
            if stat.S_ISREG(status.st_mode) and NAME.fullmatch(entry.name):
                yield status.st_mtime_ns, entry.name


def _check(name: str) -> None:
    if not NAME.fullmatch(name):
        raise Declined("That is no name for a file.")


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def write_whole(path: Path, content: bytes) -> None:
    """Under a hidden name first, which no reader takes; the same for every attempt, so that a
    crash leaves one at most.
    """
    part = path.with_name(f".{path.name}.part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    descriptor = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def reaching() -> Iterator[None]:
    """A full disk or an absent network share is a partner that cannot be reached."""
    try:
        yield
    except OSError as error:
        raise Unreachable(f"The drop box fails: {error.strerror}.") from error
