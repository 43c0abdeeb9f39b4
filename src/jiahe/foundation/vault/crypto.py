"""Sealing and opening values, and the blind index that finds them while they stay sealed.

A sealed value is one header byte (two bits of algorithm, six of key version), a nonce, the ciphertext and its tag. It
is bound to its table, column and row, so that a value moved to another person's row cannot be opened there.
"""

from __future__ import annotations

from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC

from jiahe.foundation.vault.keys import VERSION, VaultError, field_keys, unwrap, wrap

SM4_GCM = 0  # the algorithm in the two high bits of the header
VERSION_BITS = 0b0011_1111
INDEX_BYTES = 16  # half of HMAC-SM3: two numbers meet by chance once in 2^64

__all__ = ["VaultError", "blind_index", "open_sealed", "seal"]


def seal(value: str, *, table: str, column: str, row: int, field_class: str) -> bytes:
    """Encrypt a value for one column of one row.

    Raises:
        VaultError: the keys are missing or damaged.
    """
    header = bytes([SM4_GCM << 6 | VERSION])
    return header + wrap(field_keys(field_class).sealing, value.encode(), _aad(table, column, row))


def open_sealed(blob: bytes, *, table: str, column: str, row: int, field_class: str) -> str:
    """Decrypt a value that ``seal`` made for the same column and row.

    Raises:
        VaultError: it was changed or moved, or its key is not here.
    """
    if len(blob) < 29 or blob[0] >> 6 != SM4_GCM:
        raise VaultError("有一处加密内容打不开：它的格式不对，可能被改动过。")
    keys = field_keys(field_class, blob[0] & VERSION_BITS)
    return unwrap(keys.sealing, blob[1:], _aad(table, column, row)).decode()


def _aad(table: str, column: str, row: int) -> bytes:
    return f"{table}|{column}|{row}".encode()


def blind_index(value: str, *, field_class: str) -> bytes:
    """A keyed digest by which equal values are found: 16 bytes. The caller normalises the value.

    Raises:
        VaultError: the keys are missing or damaged.
    """
    mac = _started(field_keys(field_class).indexing).copy()  # copying a started HMAC is twice as fast as starting one
    mac.update(value.encode())
    return mac.finalize()[:INDEX_BYTES]


@lru_cache(maxsize=8)
def _started(key: bytes) -> HMAC:
    return HMAC(key, SM3())
