"""How an entry is hashed and a head is signed: the same for sealing and for verifying."""

from __future__ import annotations

import json
from datetime import UTC

from cryptography.hazmat.primitives.hashes import SM3, Hash

from jiahe.foundation.audit.models import Entry, Head
from jiahe.foundation.vault.keys import field_keys, hmac_sm3

START = b"jiahe audit chain"  # what the first entry is chained to
DEED = (
    "actor_kind", "actor_id", "actor_name", "post_id", "action", "subject_type", "subject_id", "region_code", "details",
)  # fmt: skip


def entry_hash(entry: Entry, previous: bytes) -> bytes:
    """SM3 over the whole content of an entry and the hash of the entry before it."""
    digest = Hash(SM3())
    digest.update(previous)
    digest.update(f"{entry.pk}|{entry.sequence}|".encode() + bytes(entry.mac) + _deed(entry))
    return digest.finalize()


def entry_mac(entry: Entry) -> bytes:
    """HMAC-SM3 over what an entry tells, with the audit key outside the database.

    Raises:
        VaultError: the audit key is missing or damaged.
    """
    return hmac_sm3(field_keys("audit").indexing, _deed(entry))


def _deed(entry: Entry) -> bytes:
    content = {name: getattr(entry, name) for name in DEED}
    content["at"] = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def head_signature(head: Head, previous: bytes) -> bytes:
    """HMAC-SM3 over a head and the signature of the head before it, with the audit key outside the database.

    Raises:
        VaultError: the audit key is missing or damaged.
    """
    sealed_at = head.sealed_at.astimezone(UTC).isoformat(timespec="microseconds")
    message = f"{head.number}|{head.first}|{head.last}|{sealed_at}|".encode() + bytes(head.hash) + previous
    return hmac_sm3(field_keys("audit").sealing, message)
