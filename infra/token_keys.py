"""The keys that sign access tokens: made, published before use, changed, retired.

The private halves lie in the database, sealed with the key file. The public halves are derived
from them, never read from the table: who can write there still cannot bring a key of their own.
"""

import json
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from joserfc.jwk import ECKey, KeySet
from sqlalchemy import Engine, or_, select, text
from sqlalchemy.orm import Session

from infra.seal import Seal
from tenants.database import unbound_transaction
from tenants.models import SigningKey

ALGORITHM = "ES256"
PURPOSE = "signing-key"
LONGEST_TOKEN = timedelta(minutes=10)
USED_FOR = timedelta(days=30)
PUBLISHED_BEFORE = timedelta(minutes=10)
"""How long a key is shown before it signs, so that no cache of ours or others misses it."""
REFRESH_SECONDS = 60.0
REFRESH_AT_MOST_EVERY_SECONDS = 1.0
# One rotation at a time, whichever process notices first: the number means nothing else.
ROTATION_LOCK = text("select pg_advisory_xact_lock(7041777)")


class TokenKeys:
    """What one process knows of the keys, refreshed every minute and when it meets an unknown one."""

    def __init__(self, engine: Engine, seal: Seal) -> None:
        self.engine = engine
        self.seal = seal
        self._lock = threading.Lock()
        self._read_at = float("-inf")
        self._keys: list[ECKey] = []
        self._signing: ECKey | None = None

    def signing(self) -> ECKey:
        """The key that signs now."""
        self._refresh(REFRESH_SECONDS)
        assert self._signing is not None
        return self._signing

    def all(self) -> KeySet:
        """Every key under which a token may still live, or will soon."""
        self._refresh(REFRESH_SECONDS)
        return KeySet(list(self._keys))

    def knows(self, key_id: str) -> bool:
        """Whether tokens may name this key; an unknown one may be another process's newest."""
        if any(key.kid == key_id for key in self._keys):
            return True
        self._refresh(REFRESH_AT_MOST_EVERY_SECONDS)
        return any(key.kid == key_id for key in self._keys)

    def published(self) -> dict[str, Any]:
        """The public halves as JWKS (RFC 7517)."""
        return dict(self.all().as_dict(private=False))

    def rotate(self) -> None:
        """Publish a new key now; it signs after a while, and the former ones then retire."""
        with unbound_transaction(self.engine) as session:
            session.execute(ROTATION_LOCK)
            self._add(session, datetime.now(UTC) + PUBLISHED_BEFORE)
        self._read_at = float("-inf")

    def _refresh(self, older_than_seconds: float) -> None:
        with self._lock:
            if time.monotonic() - self._read_at < older_than_seconds:
                return
            now = datetime.now(UTC)
            with unbound_transaction(self.engine) as session:
                rows = _living(session, now)
                if not any(_is_fresh(row, now) for row in rows):
                    session.execute(ROTATION_LOCK)
                    rows = self._rotated(session, now)
                self._keys = [self._opened(row) for row in rows]
                self._signing = next(
                    key
                    for key, row in zip(self._keys, rows, strict=True)
                    if row.not_before_at <= now
                )
            self._read_at = time.monotonic()

    def _rotated(self, session: Session, now: datetime) -> list[SigningKey]:
        """As found once the lock was ours, with a fresh key if nobody else made one."""
        rows = _living(session, now)
        if not any(_is_fresh(row, now) for row in rows):
            is_first = not rows
            self._add(session, now if is_first else now + PUBLISHED_BEFORE)
            rows = _living(session, now)
        return rows

    def _add(self, session: Session, not_before_at: datetime) -> None:
        key = ECKey.generate_key("P-256", {"use": "sig", "alg": ALGORITHM}, auto_kid=True)
        for former in _living(session, datetime.now(UTC)):
            if former.retired_at is None:
                former.retired_at = not_before_at + LONGEST_TOKEN
        session.add(
            SigningKey(
                key_id=key.kid,
                private_key=self.seal.sealed(PURPOSE, json.dumps(key.as_dict(private=True))),
                public_key=json.dumps(key.as_dict(private=False)),
                not_before_at=not_before_at,
            )
        )
        session.flush()

    def _opened(self, row: SigningKey) -> ECKey:
        private = self.seal.opened(PURPOSE, row.private_key)
        assert private is not None, "a signing key was sealed with another key file"
        return ECKey.import_key(json.loads(private))


def _living(session: Session, now: datetime) -> list[SigningKey]:
    """Those not retired, the newest first."""
    return list(
        session.scalars(
            select(SigningKey)
            .where(or_(SigningKey.retired_at.is_(None), SigningKey.retired_at > now))
            .order_by(SigningKey.not_before_at.desc())
        )
    )


def _is_fresh(row: SigningKey, now: datetime) -> bool:
    return row.retired_at is None and row.not_before_at + USED_FOR > now
