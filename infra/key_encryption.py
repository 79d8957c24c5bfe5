"""The key that wraps tenants' keys, kept in a file of this machine."""

import hashlib
import secrets
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from infra.outside import Declined
from infra.seal import new_key
from infra.secret_files import secret_in, write_secret
from infra.settings import WrongSetting

NONCE_BYTES = 12
FEWEST_CHARACTERS = 32
NAME_DIGITS = 12


class KeyFile:
    """Wraps with the last key of a file and unwraps with any of them; made where there is none.

    Each line is a key: any text of 256 random bits or more, however it is written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read()

    def wrapped(self, tenant_id: UUID, key: bytes) -> bytes:
        """Nonce and ciphertext, bound to the tenant."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._ciphers[self.name].encrypt(nonce, key, tenant_id.bytes)

    def unwrapped(self, tenant_id: UUID, wrapped: bytes, name: str) -> bytes:
        """Raises:
        Declined: the file lacks that key, or it wrapped something else.
        """
        if name not in self._ciphers:
            self._read()  # Perhaps somebody has added it.
        if name not in self._ciphers:
            raise Declined(f"{self._path} does not hold the key {name}, which wraps a tenant's.")
        nonce, ciphertext = wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:]
        try:
            return self._ciphers[name].decrypt(nonce, ciphertext, tenant_id.bytes)
        except InvalidTag:
            raise Declined(f"{self._path} does not unwrap this tenant's key.") from None

    def add_key(self) -> "KeyFile":
        """The same file with one key more, which wraps from now on."""
        write_secret(self._path, f"{self._path.read_text().rstrip()}\n{new_key()}\n")
        return KeyFile(self._path)

    def _read(self) -> None:
        keys = secret_in(self._path, new_key).split()
        if not keys or min(map(len, keys)) < FEWEST_CHARACTERS:
            raise WrongSetting(f"{self._path} holds no key, or one that can be guessed.")
        self._ciphers = {_name(key): AESGCM(_derived(key)) for key in keys}
        self.name = _name(keys[-1])


def _derived(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()


def _name(key: str) -> str:
    """Tells keys apart and nothing about them."""
    return f"file:{hashlib.sha256(_derived(key)).hexdigest()[:NAME_DIGITS]}"
