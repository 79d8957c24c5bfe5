"""Signed heads of the chains, kept where whoever rewrites the database cannot reach.

A chain alone cannot see its own tail cut off or written anew. So an export says, signed, how far
each chain that moved has come and what its last hash is; each export names the one before it, and
from time to time one names every chain there is.
"""

import hashlib
import json
from base64 import b64decode, b64encode
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import Engine, text

from tenants.database import platform_transaction

FULL_EVERY = 500
"""How often an export names every chain: whoever verifies begins at the newest such one."""
NAME_DIGITS = 12

HEADS = text(
    "select tenants.id, last.number, last.hash from tenants cross join lateral ("
    " select number, hash from audit_blocks where audit_blocks.tenant_id = tenants.id"
    " order by number desc limit 1) as last"
)


class AlreadyExported(Exception):
    """There is an export of this number: another process was quicker."""


class WrongExport(ValueError):
    """An export is missing, changed, or signed by nobody we know; the message names it."""


class HeadStore(Protocol):
    """A place that keeps what it is given, in the order of names."""

    def names(self, after: str = "") -> list[str]:
        """Those that come after, sorted."""
        ...

    def read(self, name: str) -> bytes: ...

    def write(self, name: str, content: bytes) -> None:
        """Raises: AlreadyExported."""
        ...


class HeadVerifier(Protocol):
    """Knows the signatures of one key: an Ed25519PublicKey is one."""

    def verify(self, signature: bytes, data: bytes, /) -> None:
        """Raises: InvalidSignature."""
        ...

    def public_bytes(self, encoding: Encoding, format: PublicFormat, /) -> bytes: ...  # noqa: A002


class HeadSigner(Protocol):
    """The one identity that signs for every worker: an Ed25519PrivateKey is one."""

    def sign(self, data: bytes, /) -> bytes: ...

    def public_key(self) -> HeadVerifier: ...


@dataclass(frozen=True, slots=True)
class Head:
    """How far a chain has come."""

    number: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Export:
    """Heads of the chains that moved, or of all of them."""

    sequence: int
    previous: str
    """SHA-256 of the export before, byte for byte."""
    exported_at: datetime
    is_full: bool
    heads: Mapping[UUID, Head]

    @property
    def name(self) -> str:
        return f"{self.sequence:0{NAME_DIGITS}d}.json"

    def signed(self, key: HeadSigner) -> bytes:
        body = json.dumps(
            {
                "sequence": self.sequence,
                "previous": self.previous,
                "exported_at": self.exported_at.isoformat(),
                "is_full": self.is_full,
                "heads": {
                    str(id_): [head.number, head.hash.hex()] for id_, head in self.heads.items()
                },
            }
        )
        signature = b64encode(key.sign(body.encode())).decode()
        return json.dumps({"body": body, "signature": signature}).encode()


def opened(name: str, content: bytes, key: HeadVerifier) -> Export:
    """What a stored export says.

    Raises:
        WrongExport: it is not what this key signed, or not under its own name.
    """
    try:
        stored = json.loads(content)
        key.verify(b64decode(stored["signature"]), stored["body"].encode())
        export = _parsed(json.loads(stored["body"]))
    except (InvalidSignature, ValueError, KeyError, TypeError):
        raise WrongExport(f"The export {name} was changed, or signed with another key.") from None
    if export.name != name:
        raise WrongExport(f"The export {name} says of itself that it is {export.name}.")
    return export


def _parsed(body: Mapping[str, Any]) -> Export:
    return Export(
        body["sequence"],
        body["previous"],
        datetime.fromisoformat(body["exported_at"]),
        body["is_full"],
        {
            UUID(id_): Head(number, bytes.fromhex(hashed))
            for id_, (number, hashed) in body["heads"].items()
        },
    )


@dataclass
class Exporter:
    """Exports heads; what others exported meanwhile it reads from the store itself."""

    platform: Engine
    store: HeadStore
    key: HeadSigner
    _known: dict[UUID, Head] = field(default_factory=dict)
    _last: str = ""
    _previous: str = ""

    def export(self) -> int:
        """Export the chains that moved; how many they were. Of two at once, one writes.

        Raises:
            WrongExport: the store holds what we did not sign.
        """
        self._catch_up()
        with platform_transaction(self.platform) as session:
            heads = {row.id: Head(row.number, bytes(row.hash)) for row in session.execute(HEADS)}
        moved = {id_: head for id_, head in heads.items() if self._known.get(id_) != head}
        try:
            return self._write(heads, moved) if moved else 0
        except AlreadyExported:
            return 0

    def _catch_up(self) -> None:
        names = self.store.names(self._last)
        for name in names if self._last else names[_newest_full(names) :]:
            content = self.store.read(name)
            self._known |= opened(name, content, self.key.public_key()).heads
            self._last, self._previous = name, hashlib.sha256(content).hexdigest()

    def _write(self, heads: Mapping[UUID, Head], moved: Mapping[UUID, Head]) -> int:
        sequence = _sequence(self._last) + 1
        is_full = sequence % FULL_EVERY == 1
        export = Export(
            sequence, self._previous, datetime.now(UTC), is_full, heads if is_full else moved
        )
        self.store.write(export.name, export.signed(self.key))
        return len(moved)


def exports(store: HeadStore, key: HeadVerifier) -> Iterator[Export]:
    """Those from the newest full one on, each proved to follow the one before.

    Raises:
        WrongExport: one is missing or not ours.
    """
    names = store.names()
    start = _newest_full(names)
    previous: str | None = None
    for expected, name in enumerate(names[start:], _full_before(names)):
        content = store.read(name)
        export = opened(name, content, key)
        if export.sequence != expected or previous not in {None, export.previous}:
            raise WrongExport(f"The export before {name} is missing or was changed.")
        previous = hashlib.sha256(content).hexdigest()
        yield export


@dataclass(frozen=True, slots=True)
class KeptHeads:
    """The place of the exports, and who signs them."""

    store: HeadStore
    key: HeadSigner

    def exports(self) -> list[Export]:
        """Raises: WrongExport."""
        return list(exports(self.store, self.key.public_key()))


def _full_before(names: Sequence[str]) -> int:
    """The number of the full export that precedes, or is, the newest."""
    newest = max(_sequence(names[-1]) if names else 1, 1)
    return (newest - 1) // FULL_EVERY * FULL_EVERY + 1


def _newest_full(names: Sequence[str]) -> int:
    """Its place among the names, or where it should be."""
    return bisect_left(names, _full_before(names), key=_sequence)


def fingerprint(key: HeadVerifier) -> str:
    """What a person compares."""
    return hashlib.sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()


def _sequence(name: str) -> int:
    return int(name.removesuffix(".json")) if name else 0
