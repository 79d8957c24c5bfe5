"""The master key that the settings name, and every other that still opens what it wrapped."""

from uuid import UUID

from infra.key_encryption import KeyFile
from infra.key_management import PREFIX, ManagedKey, unwrapped_by_kms
from infra.outside import Declined
from infra.settings import Settings
from tenants.keyring import KeyEncryption


def master_keys(settings: Settings) -> KeyEncryption:
    """AWS KMS where MASTER_KEY names one of its keys, else the file, made where there is none."""
    if not settings.master_key:
        return MasterKeys(KeyFile(settings.master_key_file))
    file = settings.master_key_file
    return MasterKeys(ManagedKey(settings.master_key), KeyFile(file) if file.exists() else None)


class MasterKeys:
    """Wraps with one key; the name that stands beside a wrapped key says who unwraps it."""

    def __init__(self, wraps: KeyFile | ManagedKey, file: KeyFile | None = None) -> None:
        self._wraps = wraps
        self._file = wraps if isinstance(wraps, KeyFile) else file

    @property
    def name(self) -> str:
        return self._wraps.name

    def wrapped(self, tenant_id: UUID, key: bytes) -> bytes:
        return self._wraps.wrapped(tenant_id, key)

    def unwrapped(self, tenant_id: UUID, wrapped: bytes, name: str) -> bytes:
        """Raises: Declined, Unreachable."""
        if name.startswith(PREFIX):
            return unwrapped_by_kms(tenant_id, wrapped, name)
        if self._file is None:
            raise Declined(
                f"The key {name} of a file wraps a tenant's: MASTER_KEY_FILE must name that file"
                " until `mortar keys rewrap` has ended."
            )
        return self._file.unwrapped(tenant_id, wrapped, name)
