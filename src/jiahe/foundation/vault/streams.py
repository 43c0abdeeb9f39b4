"""Sealing what is too large for one value, a file say, piece by piece: it never stands in memory as a whole.

A sealed stream is the header byte of a sealed value, then pieces: each a nonce, at most 1 MiB of ciphertext and a tag.
A piece is bound to its table, column and row, to its place among the others and to being the last or not, so that none
can be changed, moved, left out or cut off.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from jiahe.foundation.vault.crypto import SM4_GCM, VERSION_BITS
from jiahe.foundation.vault.keys import NONCE_BYTES, VERSION, VaultError, field_keys, unwrap, wrap

PIECE = 1 << 20  # bytes of plain content
SEALED_PIECE = PIECE + NONCE_BYTES + 16


def seal_stream(plain: BinaryIO, *, table: str, column: str, row: int, field_class: str) -> Iterator[bytes]:
    """Encrypt a stream for one column of one row; gives what is to be written, in order.

    Raises:
        VaultError: the keys are missing or damaged.
    """
    key = field_keys(field_class).sealing
    yield bytes([SM4_GCM << 6 | VERSION])
    place, piece = 0, plain.read(PIECE)
    while True:
        following = plain.read(PIECE)
        yield wrap(key, piece, _aad(table, column, row, place, last=not following))
        if not following:
            return
        place, piece = place + 1, following


def open_stream(sealed: BinaryIO, *, table: str, column: str, row: int, field_class: str) -> Iterator[bytes]:
    """Decrypt what ``seal_stream`` made for the same column and row; no piece is given before its tag was checked.

    Raises:
        VaultError: it was changed, moved or cut off, or its key is not here.
    """
    header = sealed.read(1)
    if not header or header[0] >> 6 != SM4_GCM:
        raise VaultError("有一个加密的文件打不开：它的格式不对，可能被改动过。")
    key = field_keys(field_class, header[0] & VERSION_BITS).sealing
    place, piece = 0, sealed.read(SEALED_PIECE)
    while True:
        following = sealed.read(SEALED_PIECE)
        yield unwrap(key, piece, _aad(table, column, row, place, last=not following))
        if not following:
            return
        place, piece = place + 1, following


def _aad(table: str, column: str, row: int, place: int, *, last: bool) -> bytes:
    return f"{table}|{column}|{row}|{place}|{'last' if last else 'more'}".encode()
