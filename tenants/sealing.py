"""Seals values with a tenant's own keys, so that only their tenant, table, column and row open them."""

import hashlib
import hmac
import secrets
from binascii import a2b_base64
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tenants.refusals import Refused

KEY_BYTES = 32
VERSION_BYTES = 2
NONCE_BYTES = 12
CIPHERTEXT_FROM = VERSION_BYTES + NONCE_BYTES
INDEX_BYTES = 16
"""Of an HMAC that stands for a value: no two values of a tenant meet by chance."""
NUMBER_BYTES = 8
"""Of one that stands for a part of a name: as a number it is small, and rarely met by chance."""


class Shredded(Refused):
    """The tenant's keys were destroyed: what was sealed with them is gone for ever."""

    code = "shredded"

    def __init__(self, on: datetime) -> None:
        super().__init__(f"What was kept here under seal was destroyed on {on.date()}.")


class DoesNotOpen(Exception):
    """What was sealed was changed or moved, or its key is unknown; names the column, no value."""


class TenantKeys:
    """The unwrapped keys of one tenant: a version of the data key seals, every version opens."""

    def __init__(
        self,
        tenant_id: UUID,
        data_keys: Mapping[int, bytes],
        index_key: bytes,
        *,
        current: int,
        shredded_at: datetime | None = None,
    ) -> None:
        self.tenant_id = tenant_id
        self.current = current
        self.shredded_at = shredded_at
        self._index_key = index_key
        self._ciphers = {
            _version(number): (AESGCM(key), f"{tenant_id}|{number}|".encode())
            for number, key in data_keys.items()
        }

    def sealed(self, place: str, row_id: UUID, plain: bytes) -> bytes:
        """Key version, nonce and ciphertext of a value of a column (`table.column`) of a row.

        Raises:
            Shredded: the keys are gone.
        """
        self.must_exist()
        version = _version(self.current)
        cipher, bound = self._ciphers[version]
        nonce = secrets.token_bytes(NONCE_BYTES)
        header = f"{place}|{row_id}".encode()
        return version + nonce + cipher.encrypt(nonce, plain, bound + header)

    def opened(self, place: str, row_id: UUID, sealed: bytes) -> bytes:
        """Raises:
        Shredded: the keys are gone.
        DoesNotOpen: it was not sealed for this place by this tenant, or was changed since.
        """
        return self._opened(f"{place}|{row_id}".encode(), sealed)

    def opened_text(self, frame: bytes) -> bytes:
        """As `opened`, of `table.column|row id|base64` as a statement writes it.

        Raises:
            Shredded: the keys are gone.
            DoesNotOpen: it was not sealed for this place by this tenant, or was changed since.
        """
        header, _, text = frame.rpartition(b"|")
        return self._opened(header, a2b_base64(text))

    @property
    def mark(self) -> bytes:
        """What everything begins with that the key in use has sealed."""
        return _version(self.current)

    def resealed(self, place: str, row_id: UUID, sealed: bytes) -> bytes:
        """The same value, sealed with the key in use.

        Raises:
            Shredded: the keys are gone.
            DoesNotOpen: as `opened`.
        """
        return self.sealed(place, row_id, self.opened(place, row_id, sealed))

    def blind(self, place: str, text: str) -> bytes:
        """What stands for a text where equal ones must be found.

        Raises:
            Shredded: the keys are gone.
        """
        self.must_exist()
        body = f"{place}|{text}".encode()
        return hmac.digest(self._index_key, body, hashlib.sha256)[:INDEX_BYTES]

    def blind_number(self, place: str, text: str) -> int:
        """As `blind`, as a number of 64 bits."""
        return int.from_bytes(self.blind(place, text)[:NUMBER_BYTES], signed=True)

    def must_exist(self) -> None:
        """Raises: Shredded."""
        if self.shredded_at is not None:
            raise Shredded(self.shredded_at)

    def _opened(self, header: bytes, sealed: bytes) -> bytes:
        try:
            cipher, bound = self._ciphers[sealed[:VERSION_BYTES]]
            return cipher.decrypt(
                sealed[VERSION_BYTES:CIPHERTEXT_FROM], sealed[CIPHERTEXT_FROM:], bound + header
            )
        except (KeyError, InvalidTag, ValueError):
            self.must_exist()
            place = header.partition(b"|")[0].decode()
            raise DoesNotOpen(f"A value of {place} does not open.") from None


def new_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def _version(number: int) -> bytes:
    return number.to_bytes(VERSION_BYTES)
