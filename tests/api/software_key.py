"""A security key in software: makes and signs what a browser with a real one would send."""

import hashlib
import json
import os
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

USER_PRESENT, HAS_CREDENTIAL = 0x01, 0x40


class SoftwareKey:
    """One credential (ES256), with a counter as plugged keys have."""

    def __init__(self, origin: str = "http://localhost:8000") -> None:
        self.origin = origin
        self.id = os.urandom(32)
        self.count = 0
        self._key = ec.generate_private_key(ec.SECP256R1())

    def created(self, options: dict[str, Any]) -> str:
        """The answer to `navigator.credentials.create`, as JSON text."""
        data = self._data(options["rp"]["id"], HAS_CREDENTIAL)
        data += bytes(16) + len(self.id).to_bytes(2, "big") + self.id + self._public_key()
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", options["challenge"])
        return self._answer(attestationObject=attested, clientDataJSON=client)

    def signed(self, options: dict[str, Any]) -> str:
        """The answer to `navigator.credentials.get`, as JSON text."""
        self.count += 1
        data = self._data(options["rpId"], 0)
        client = self._client("webauthn.get", options["challenge"])
        signature = self._key.sign(
            data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256())
        )
        return self._answer(authenticatorData=data, clientDataJSON=client, signature=signature)

    def _data(self, party_id: str, flags: int) -> bytes:
        party = hashlib.sha256(party_id.encode()).digest()
        return party + bytes([USER_PRESENT | flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str) -> bytes:
        base64url_to_bytes(challenge)
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _public_key(self) -> bytes:
        numbers = self._key.public_key().public_numbers()
        x, y = (number.to_bytes(32, "big") for number in (numbers.x, numbers.y))
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})

    def _answer(self, **response: bytes) -> str:
        id_ = bytes_to_base64url(self.id)
        encoded = {name: bytes_to_base64url(value) for name, value in response.items()}
        return json.dumps({"id": id_, "rawId": id_, "type": "public-key", "response": encoded})
