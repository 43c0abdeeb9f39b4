"""A device with a passkey, as far as a page can tell: it makes a key and signs what it is asked (WebAuthn)."""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


class Device:
    """A phone that keeps one passkey."""

    def __init__(self, origin: str = "http://testserver", *, counts: bool = False, verifies: bool = True) -> None:
        self.origin, self.counts, self.flags = origin, counts, PRESENT | (VERIFIED if verifies else 0)
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.credential_id = secrets.token_bytes(16)
        self.handle = ""
        self.count = 0

    @property
    def public(self) -> AttestedCredentialData:
        """The public half of the key, as it is kept."""
        key = ES256.from_cryptography_key(self.key.public_key())
        return AttestedCredentialData.create(Aaguid.NONE, self.credential_id, key)

    def make(self, options: str) -> str:
        """The answer to the question for a new passkey."""
        asked = json.loads(options)
        self.handle = asked["user"]["id"]
        house = self._house(asked["rp"]["id"])
        auth = AuthenticatorData.create(house, self.flags | ATTESTED, self._next(), self.public)
        return self._answer(
            {
                "clientDataJSON": websafe_encode(self._client("webauthn.create", asked["challenge"])),
                "attestationObject": websafe_encode(AttestationObject.create("none", auth, {})),
            }
        )

    def sign(self, options: str) -> str:
        """The answer to the question for a passkey it has."""
        asked = json.loads(options)
        auth = AuthenticatorData.create(self._house(asked["rpId"]), self.flags, self._next())
        client = self._client("webauthn.get", asked["challenge"])
        signature = self.key.sign(auth + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._answer(
            {
                "clientDataJSON": websafe_encode(client),
                "authenticatorData": websafe_encode(auth),
                "signature": websafe_encode(signature),
                "userHandle": self.handle,
            }
        )

    def _house(self, name: str) -> bytes:
        return hashlib.sha256(name.encode()).digest()

    def _next(self) -> int:
        self.count += self.counts
        return self.count

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _answer(self, response: dict[str, Any]) -> str:
        name = websafe_encode(self.credential_id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})
