"""The signed context: what the database believes about who is asking.

A plain setting is no credential, for anyone who can run SQL can set it. The second layer of
row-level security therefore verifies an HMAC over tenant, actor, stores, connection and expiry.
"""

import hashlib
import hmac
import time
from dataclasses import dataclass

from tenants.actor import Actor

LIFETIME_SECONDS = 900
"""Longer than any transaction may take (statement_timeout), short enough to be worthless later."""


REUSE_SECONDS = 60
"""A signature may be used again this long; what it allows is decided anew for each request."""
REMEMBERED_CONTEXTS = 10_000


@dataclass(frozen=True)
class ContextSigner:
    """Signs contexts with the key that the database holds out of every role's reach."""

    key: bytes

    def sign(self, actor: Actor, backend_pid: int, now: float | None = None) -> str:
        """`tenant|actor|stores|backend pid|expiry|mac`, good for one connection for a while."""
        expires_at = int(now if now is not None else time.time()) + LIFETIME_SECONDS
        body = f"{actor.tenant_id}|{actor.kind}:{actor.name}|{_stores(actor)}|{backend_pid}|{expires_at}"
        return f"{body}|{hmac.new(self.key, body.encode(), hashlib.sha256).hexdigest()}"

    def vouched(self, events: bytes) -> str:
        """What lets the database take events of several tenants at once: an HMAC over all of them."""
        return hmac.new(self.key, b"events|" + events, hashlib.sha256).hexdigest()


class SignedContexts:
    """Contexts signed lately, for connections that serve the same actors again and again."""

    def __init__(self, signer: ContextSigner) -> None:
        self._signer = signer
        self._signed: dict[tuple[Actor, int], tuple[bytes, bytes]] = {}
        self._until = 0.0

    def signed(self, actor: Actor, backend_pid: int) -> tuple[bytes, bytes]:
        """The tenant's id and the context for one connection, as the database takes them."""
        now = time.time()
        if now > self._until or len(self._signed) >= REMEMBERED_CONTEXTS:
            self._signed.clear()
            self._until = now + REUSE_SECONDS
        key = (actor, backend_pid)
        if key not in self._signed:
            context = self._signer.sign(actor, backend_pid, now)
            self._signed[key] = (str(actor.tenant_id).encode(), context.encode())
        return self._signed[key]


def _stores(actor: Actor) -> str:
    if actor.store_ids is None:
        return "*"
    return ",".join(sorted(str(store_id) for store_id in actor.store_ids))


def pads(key: bytes) -> tuple[bytes, bytes]:
    """The inner and outer key blocks of HMAC-SHA256 (RFC 2104), as the database keeps them."""
    block = hashlib.sha256(key).digest() if len(key) > 64 else key
    block = block.ljust(64, b"\0")
    return bytes(byte ^ 0x36 for byte in block), bytes(byte ^ 0x5C for byte in block)
