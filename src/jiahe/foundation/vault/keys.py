"""The keys: made once by `jiahe setup`, kept only in ``keys/`` of the data folder, wrapped by a master key.

``master.key`` wraps; ``keyring.json`` holds, for each class of fields and version, the wrapped key that seals and the
wrapped key of the blind index. Whoever loses this folder can open no sealed value again.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM
from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC
from django.conf import settings
from django.db import transaction

from jiahe.foundation.vault.models import KeyFingerprint

# A class says who reads it: identity is rarely shown, contact is what a worker needs to reach a family, health (and the
# wage beside it) is for the few who may see what is sensitive; access is what staff prove themselves with; bank is where
# people are paid, which only the bank's file shows whole; audit signs the audit.
FIELD_CLASSES = ("identity", "contact", "health", "access", "bank", "audit")
VERSION = 1
KEY_BYTES = 16  # SM4 takes 128 bits (GB/T 32907)
NONCE_BYTES = 12
OTHER_KEYS = "keys/ 里的密钥不是加密这个数据库的那一套。请从备份里找回原来的 keys/ 文件夹。"


class VaultError(Exception):
    """A sealed value cannot be opened, or the keys are not there; in a sentence for the operator."""


@dataclass(frozen=True, slots=True)
class FieldKeys:
    """The two keys of one class of fields in one version; never printed, so that no traceback shows them."""

    sealing: bytes = field(repr=False)
    indexing: bytes = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """Eight bytes that tell these keys from any others and tell nothing about them."""
        return hmac_sm3(self.sealing + self.indexing, b"jiahe fingerprint")[:8].hex()


def hmac_sm3(key: bytes, message: bytes) -> bytes:
    """HMAC with SM3 (GB/T 32905): 32 bytes."""
    mac = HMAC(key, SM3())
    mac.update(message)
    return mac.finalize()


def wrap(key: bytes, plain: bytes, aad: bytes) -> bytes:
    """Encrypt with SM4-GCM: nonce, ciphertext, tag."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    encryptor = Cipher(SM4(key), GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(aad)
    return nonce + encryptor.update(plain) + encryptor.finalize() + encryptor.tag


def unwrap(key: bytes, blob: bytes, aad: bytes) -> bytes:
    """Decrypt what ``wrap`` made.

    Raises:
        VaultError: it was changed, moved, or sealed with another key.
    """
    nonce, body, tag = blob[:NONCE_BYTES], blob[NONCE_BYTES:-16], blob[-16:]
    try:
        decryptor = Cipher(SM4(key), GCM(nonce, tag)).decryptor()
        decryptor.authenticate_additional_data(aad)
        return decryptor.update(body) + decryptor.finalize()
    except (InvalidTag, ValueError):
        raise VaultError("有一处加密内容打不开：它被改动过，或者不是用现在的密钥加密的。") from None


def key_folder(home: Path) -> Path:
    """Where the keys stand."""
    return home / "keys"


def create_keys(home: Path) -> None:
    """Make the keys that are not there. A key that stands is never touched; only `jiahe setup` calls this.

    A keyring of an earlier version gets the classes it lacks. A setup that stopped between the two files is finished by the next one: nothing was sealed with its master key.

    Raises:
        VaultError: a file is missing that sealed something, or the database was sealed with keys that are not here.
    """
    folder = key_folder(home)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    master, ring = folder / "master.key", folder / "keyring.json"
    if master.exists() and ring.exists():
        _add_classes(home, ring)
        return
    if ring.exists():
        raise VaultError(f"密钥文件 {master.name} 不见了。请从备份里找回 keys/ 文件夹，不要重新生成。")
    if KeyFingerprint.objects.exists():
        if master.exists():
            raise VaultError(f"密钥文件 {ring.name} 不见了。请从备份里找回 keys/ 文件夹，不要重新生成。")
        raise VaultError("数据库是用别的密钥加密的，而 keys/ 里没有密钥。请从备份里找回 keys/ 文件夹。")
    _write_once(master, secrets.token_bytes(KEY_BYTES).hex())
    # Read back, because another setup may have been a moment quicker: the ring must open with the key that stands.
    _write_once(ring, json.dumps(_new_keys(_master_key(folder), FIELD_CLASSES), indent=1))


def _add_classes(home: Path, ring: Path) -> None:
    """Give a keyring of an earlier version the classes of fields that it lacks."""
    with _alone(ring.parent):
        present = {name for name, _ in _load(home)}
        lacking = [name for name in FIELD_CLASSES if name not in present]
        if not lacking:
            return
        if KeyFingerprint.objects.filter(field_class__in=lacking).exists():
            raise VaultError(f"密钥文件 {ring.name} 比数据库旧，少了几把密钥。请从备份里找回 keys/ 文件夹。")
        whole = json.loads(ring.read_text(encoding="ascii")) | _new_keys(_master_key(ring.parent), lacking)
        _write(ring, json.dumps(whole, indent=1), place=os.replace)


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one process at a time change what stands in a folder."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)  # which lets go of the lock


def _new_keys(kek: bytes, names: Iterable[str]) -> dict[str, dict[str, dict[str, str]]]:
    return {
        name: {
            str(VERSION): {
                purpose: wrap(kek, secrets.token_bytes(KEY_BYTES), _aad(name, VERSION, purpose)).hex()
                for purpose in ("sealing", "indexing")
            }
        }
        for name in names
    }


def _master_key(folder: Path) -> bytes:
    return bytes.fromhex((folder / "master.key").read_text(encoding="ascii").strip())


def _aad(name: str, version: int, purpose: str) -> bytes:
    return f"keyring|{name}|{version}|{purpose}".encode()


def _write_once(file: Path, text: str) -> None:
    """Write a file unless it stands: one that does is left alone."""
    with contextlib.suppress(FileExistsError):
        _write(file, text, place=os.link)  # unlike a rename, it never replaces


def _write(file: Path, text: str, *, place: Callable[[Path, Path], None]) -> None:
    """Write a file whole or not at all, readable by its owner alone, safely on disk; ``place`` gives it its name."""
    draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        place(draft, file)
    finally:
        draft.unlink(missing_ok=True)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the name, too, must survive a power cut
    finally:
        os.close(folder)


def field_keys(field_class: str, version: int = VERSION) -> FieldKeys:
    """The keys of a class of fields.

    Raises:
        VaultError: the keys are missing or damaged, or the class has no such version.
    """
    keys = _load(Path(settings.HOME)).get((field_class, version))
    if keys is None:
        raise VaultError(f"没有第 {version} 版的密钥。请从备份里找回 keys/ 文件夹。")
    return keys


def _load(home: Path) -> dict[tuple[str, int], FieldKeys]:
    ring = key_folder(home) / "keyring.json"
    try:
        return _unwrapped(home, ring.stat().st_mtime_ns)
    except FileNotFoundError:
        raise VaultError("keys/ 里没有密钥。新装的系统请运行 jiahe setup；用过的系统请从备份里找回 keys/。") from None


@lru_cache(maxsize=4)
def _unwrapped(home: Path, changed: int) -> dict[tuple[str, int], FieldKeys]:
    """The unwrapped keys of a folder; ``changed`` makes the cache see a keyring that was rotated."""
    folder = key_folder(home)
    try:
        kek = _master_key(folder)
        keyring = json.loads((folder / "keyring.json").read_text(encoding="ascii"))
        return {
            (name, int(version)): FieldKeys(
                *(unwrap(kek, bytes.fromhex(wrapped[p]), _aad(name, int(version), p)) for p in ("sealing", "indexing"))
            )
            for name, versions in keyring.items()
            for version, wrapped in versions.items()
        }
    except (ValueError, KeyError, AttributeError, VaultError):
        raise VaultError("keys/ 里的密钥文件损坏了。请从备份里找回 keys/ 文件夹。") from None


def record_fingerprints(*, at: datetime) -> None:
    """Note in the database which keys seal it; known ones stay as they are.

    Raises:
        VaultError: the keys are missing or damaged, or others than those that sealed this database. Going on would
            seal new values and sign the audit with them.
    """
    with transaction.atomic():
        for (name, version), keys in _load(Path(settings.HOME)).items():
            known, _ = KeyFingerprint.objects.get_or_create(
                field_class=name, version=version, defaults={"fingerprint": keys.fingerprint, "recorded_at": at}
            )
            if known.fingerprint != keys.fingerprint:
                raise VaultError(OTHER_KEYS)


def fingerprints() -> dict[tuple[str, int], str]:
    """The fingerprint of each key that stands in ``keys/``, by class and version.

    Raises:
        VaultError: the keys are missing or damaged.
    """
    return {key: keys.fingerprint for key, keys in _load(Path(settings.HOME)).items()}


def check_keys() -> list[str]:
    """What is wrong with the keys, in plain sentences; nothing when the database can be opened with them."""
    try:
        keys = _load(Path(settings.HOME))
    except VaultError as error:
        return [str(error)]
    recorded = {(k.field_class, k.version): k.fingerprint for k in KeyFingerprint.objects.all()}
    if not recorded:
        return ["数据库还没有登记密钥，请运行 jiahe setup。"]
    wrong = [key for key, fingerprint in recorded.items() if key not in keys or keys[key].fingerprint != fingerprint]
    return [OTHER_KEYS] if wrong else []
