"""The partner's side of a drop box, as the payer simulator sees it; every step survives kill -9."""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from infra.gateways.directory import NAME, write_whole
from infra.gateways.simulator import INSTRUCTIONS

Plan = dict[str, Any]


class Mailbox:
    """What has come, what was decided about it, and what has been answered.

    A file that comes is planned first (`state/pending/`), then moved to the archive; a plan whose
    answers have all been delivered is finished (`state/finished/`).
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._archive = directory / "archive" / "outbound"
        self._pending = directory / "state" / "pending"
        self._finished = directory / "state" / "finished"
        self._numbers = directory / "state" / "numbers"
        for folder in (self._archive, self._pending, self._finished, self._numbers):
            folder.mkdir(parents=True, exist_ok=True)

    def questions(self) -> list[str]:
        """Names of the files that have come."""
        return _names(self.directory / "outbound")

    def question(self, name: str) -> bytes:
        """A file that waits, or one from the archive."""
        waiting = self.directory / "outbound" / name
        try:
            return waiting.read_bytes()
        except FileNotFoundError:
            return (self._archive / name).read_bytes()

    def instructions(self) -> dict[str, Any]:
        """What came with the latest file."""
        try:
            told: dict[str, Any] = json.loads((self.directory / INSTRUCTIONS).read_bytes())
        except FileNotFoundError:
            return {}
        return told

    def claim_number(self, control_number: str, name: str) -> str:
        """The name of the file that used this control number first, which is this one if none did."""
        path = self._numbers / control_number
        if not path.exists():
            write_whole(path, name.encode())
        return path.read_text()

    def plan(self, name: str, plan: Plan) -> None:
        """Decide once: a plan that is there already stays as it is."""
        if not (self._pending / name).exists() and not (self._finished / name).exists():
            write_whole(self._pending / name, json.dumps(plan).encode())

    def take(self, name: str) -> None:
        """Put a planned file into the archive, where its sender can see that it arrived."""
        (self.directory / "outbound" / name).replace(self._archive / name)

    def pending(self) -> list[tuple[str, Plan]]:
        return [
            (name, json.loads((self._pending / name).read_bytes()))
            for name in _names(self._pending)
        ]

    def deliver(self, name: str, content: bytes) -> None:
        """Put an answer into the sender's inbox, unless it was there before."""
        inbox = self.directory / "inbound"
        if (inbox / name).exists() or (self.directory / "archive" / "inbound" / name).exists():
            return
        inbox.mkdir(parents=True, exist_ok=True)
        write_whole(inbox / name, content)

    def finish(self, name: str) -> None:
        (self._pending / name).replace(self._finished / name)


def mailboxes(root: Path) -> list[Mailbox]:
    """Every mailbox beneath `root`: one folder a tenant, in it one a partner."""
    if not root.is_dir():
        return []
    found = sorted(path.parent for path in root.glob("*/*/outbound"))
    return [Mailbox(directory) for directory in found]


@contextmanager
def sole_server(root: Path) -> Iterator[None]:
    """Wait until no other process serves these mailboxes; the kernel frees them when it dies."""
    root.mkdir(parents=True, exist_ok=True)
    with (root / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _names(folder: Path) -> list[str]:
    if not folder.is_dir():
        return []
    return sorted(path.name for path in folder.iterdir() if NAME.fullmatch(path.name))
