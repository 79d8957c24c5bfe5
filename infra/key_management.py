"""Keys of tenants wrapped by AWS KMS: the key that wraps never leaves it."""

from functools import cached_property
from typing import Any
from uuid import UUID

from infra.aws import client, region_of, told_plainly
from infra.outside import Declined

PREFIX = "kms:"
ENABLED = "Enabled"


class ManagedKey:
    """Wraps with one symmetric KMS key, for one tenant each, which KMS logs and policies may name."""

    def __init__(self, key_id: str) -> None:
        """`key_id` is an ARN, an id, or an alias with its prefix `alias/`."""
        self._key_id = key_id
        self._kms = client("kms", region_of(key_id))

    @cached_property
    def name(self) -> str:
        """With the ARN, so that whatever it wrapped tells who can unwrap it.

        Raises:
            Declined: the key cannot be used.
            Unreachable: KMS does not answer.
        """
        with told_plainly(f"The key {self._key_id} of AWS KMS"):
            about = self._kms.describe_key(KeyId=self._key_id)["KeyMetadata"]
        if about["KeyUsage"] != "ENCRYPT_DECRYPT" or about["KeySpec"] != "SYMMETRIC_DEFAULT":
            raise Declined(f"The key {self._key_id} of AWS KMS is no symmetric key that encrypts.")
        if about["KeyState"] != ENABLED:
            state = about["KeyState"]
            raise Declined(f"The key {self._key_id} of AWS KMS is {state}: enable it.")
        return f"{PREFIX}{about['Arn']}"

    def wrapped(self, tenant_id: UUID, key: bytes) -> bytes:
        """KMS's ciphertext, bound to the tenant.

        Raises:
            Declined, Unreachable
        """
        arn = _arn(self.name)
        with told_plainly(f"The key {arn} of AWS KMS"):
            answer = self._kms.encrypt(
                KeyId=arn, Plaintext=key, EncryptionContext=_context(tenant_id)
            )
        wrapped: bytes = answer["CiphertextBlob"]
        return wrapped


def unwrapped_by_kms(tenant_id: UUID, wrapped: bytes, name: str) -> bytes:
    """Opens what the key of that name wrapped for that tenant, whether or not it wraps today.

    Raises:
        Declined, Unreachable
    """
    arn = _arn(name)
    with told_plainly(f"The key {arn} of AWS KMS"):
        answer: Any = client("kms", region_of(arn)).decrypt(
            KeyId=arn, CiphertextBlob=wrapped, EncryptionContext=_context(tenant_id)
        )
    key: bytes = answer["Plaintext"]
    return key


def _context(tenant_id: UUID) -> dict[str, str]:
    return {"tenant": str(tenant_id)}


def _arn(name: str) -> str:
    return name.removeprefix(PREFIX)
