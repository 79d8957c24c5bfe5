"""Where signed heads of the audit log are kept, and the key that signs them, as the settings say."""

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from infra.head_signing import ManagedSigner
from infra.locked_bucket import SCHEME, LockedBucket
from infra.secret_files import secret_in
from infra.settings import Settings, WrongSetting
from tenants.chain.heads import AlreadyExported, HeadSigner, HeadStore


class FolderOfHeads:
    """Files that are written once, under their final name only when they are whole."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def names(self, after: str = "") -> list[str]:
        if not self.folder.is_dir():
            return []
        return sorted(path.name for path in self.folder.glob("[0-9]*.json") if path.name > after)

    def read(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()

    def write(self, name: str, content: bytes) -> None:
        """Raises: AlreadyExported."""
        self.folder.mkdir(parents=True, exist_ok=True)
        unfinished = self.folder / f".{name}.{os.getpid()}"
        with unfinished.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        try:
            (self.folder / name).hardlink_to(unfinished)
        except FileExistsError:
            raise AlreadyExported(name) from None
        finally:
            unfinished.unlink()


def head_store(place: str) -> HeadStore:
    """What AUDIT_HEADS names: a folder, or a bucket that locks what it is given."""
    if place.startswith(SCHEME):
        return LockedBucket(place)
    return FolderOfHeads(Path(place))


def head_signer(settings: Settings) -> HeadSigner:
    """AWS KMS where AUDIT_KEY names one of its keys, else the key in AUDIT_KEY_FILE.

    Raises:
        WrongSetting: the file holds another kind of key, or none.
    """
    if settings.audit_key:
        return ManagedSigner(settings.audit_key)
    return head_key(settings.audit_key_file)


def head_key(path: Path) -> Ed25519PrivateKey:
    """The key that signs heads, made at the first start.

    Raises:
        WrongSetting: the file holds another kind of key, or none.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        key = load_pem_private_key(secret_in(path, _new_key).encode(), password=None)
    except ValueError:
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise WrongSetting("AUDIT_KEY_FILE holds no Ed25519 key in PEM form.")
    return key


def _new_key() -> str:
    made = Ed25519PrivateKey.generate()
    return made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
