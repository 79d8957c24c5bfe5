"""Heads of the audit log signed by AWS KMS: one identity for all workers, whose key none of them has."""

import hashlib
from functools import cached_property

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_public_key,
)

from infra.aws import client, region_of, told_plainly
from infra.outside import Declined

ALGORITHM = "ECDSA_SHA_256"


class CurveVerifier:
    """Knows the signatures of a key on the curve P-256."""

    def __init__(self, key: EllipticCurvePublicKey) -> None:
        self._key = key

    def verify(self, signature: bytes, data: bytes, /) -> None:
        """Raises: InvalidSignature."""
        self._key.verify(signature, _digest(data), ECDSA(SHA256()))

    def public_bytes(self, _: Encoding, __: PublicFormat, /) -> bytes:
        """As KMS tells it, whatever is asked for: keys on this curve have no raw form."""
        return self._key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


class ManagedSigner:
    """Signs with an asymmetric KMS key of the kind ECC_NIST_P256."""

    def __init__(self, key_id: str) -> None:
        """`key_id` is an ARN, an id, or an alias with its prefix `alias/`."""
        self._key_id = key_id
        self._what = f"The key {key_id} of AWS KMS"
        self._kms = client("kms", region_of(key_id))

    def sign(self, data: bytes, /) -> bytes:
        """Raises: Declined, Unreachable."""
        with told_plainly(self._what):
            answer = self._kms.sign(
                KeyId=self._key_id,
                Message=_digest(data),
                MessageType="RAW",
                SigningAlgorithm=ALGORITHM,
            )
        signature: bytes = answer["Signature"]
        return signature

    def public_key(self) -> CurveVerifier:
        """Raises: Declined, Unreachable."""
        return self._verifier

    @cached_property
    def _verifier(self) -> CurveVerifier:
        with told_plainly(self._what):
            answer = self._kms.get_public_key(KeyId=self._key_id)
        key = load_der_public_key(answer["PublicKey"])
        if not isinstance(key, EllipticCurvePublicKey) or key.curve.name != "secp256r1":
            raise Declined(f"{self._what} is not of the kind ECC_NIST_P256.")
        return CurveVerifier(key)


def _digest(data: bytes) -> bytes:
    """What is signed: a message to KMS has at most 4,096 bytes, and an export may have more."""
    return hashlib.sha256(data).digest()
