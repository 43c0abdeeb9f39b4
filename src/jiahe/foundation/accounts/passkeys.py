"""Passkeys (WebAuthn): a device keeps a key for its owner, unlocks it with a finger, a face or a number, and signs.

The key is asked to verify its owner, so a passkey alone is both steps: the device one has, and the finger one is. What
is signed names the house, so it opens nothing when a page elsewhere asked for it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.factors import FactorRefused, drop_paper_of_nothing
from jiahe.foundation.accounts.models import Ending, Passkey, User
from jiahe.foundation.accounts.sign_ins import end_sign_ins
from jiahe.foundation.audit.actions import write_entry
from jiahe.foundation.vault.crypto import blind_index

LONGEST_ANSWER = 20_000  # characters: an answer of a device is far shorter
MOST = 10  # passkeys of one person
UNREADABLE = "通行密钥没有认出来。请再试一次；要是还不行，请用密码登录。"


class House:
    """Who asks: the host the browser sees, and the exact origin of its pages."""

    def __init__(self, *, host: str, origin: str) -> None:
        self.host, self.origin = host, origin
        house = PublicKeyCredentialRpEntity(id=host, name="家和")
        self.server = Fido2Server(house, verify_origin=lambda said: said == origin)

    def ask_new(self, user: User) -> tuple[dict[str, Any], dict[str, Any]]:
        """What a device is asked that is to make a passkey, and what to remember until it answers."""
        options, state = self.server.register_begin(
            PublicKeyCredentialUserEntity(id=handle_of(user), name=user.username, display_name=str(user)),
            credentials=[data_of(key) for key in Passkey.objects.filter(user=user)],
            resident_key_requirement=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        return dict(options), state

    def ask(self, user: User | None = None) -> tuple[dict[str, Any], dict[str, Any]]:
        """What a device is asked that has a passkey; of a user, or of whoever sits there."""
        own = [data_of(key) for key in Passkey.objects.filter(user=user)] if user is not None else None
        options, state = self.server.authenticate_begin(own, user_verification=UserVerificationRequirement.REQUIRED)
        return dict(options), state


def handle_of(user: User) -> bytes:
    """The name under which a device keeps the passkeys of a user: it tells nothing to who finds the device."""
    return blind_index(f"passkey:{user.pk}", field_class="access")


def data_of(key: Passkey) -> AttestedCredentialData:
    """The public half of a passkey, as the library reads it."""
    return AttestedCredentialData(bytes(key.public_key))


def add_passkey(
    *, user: User, name: str, answer: str, state: Mapping[str, Any], house: House, by: Actor, at: datetime,
    sign_in: int | None,
) -> Passkey:  # fmt: skip
    """Keep the public half of a passkey that a device has just made. The other sign-ins end.

    Raises:
        FactorRefused: the answer is not that of a device that was asked here and now, or there are too many passkeys.
    """
    if Passkey.objects.filter(user=user).count() >= MOST:
        raise FactorRefused(f"已经有 {MOST} 个通行密钥了。请先移除一个不用的。")
    try:
        made = house.server.register_complete(state, _read(answer)).credential_data
    except (ValueError, KeyError, TypeError, AttributeError):
        made = None
    if made is None:
        raise FactorRefused("这台设备没有把通行密钥做好。请再试一次。")
    digest = _digest(made.credential_id)
    with transaction.atomic():
        if Passkey.objects.filter(credential_digest=digest).exists():
            raise FactorRefused("这个通行密钥已经登记过了。")
        key = Passkey.objects.create(
            user=user, name=name, credential_id=made.credential_id, credential_digest=digest, public_key=bytes(made),
            added_at=at,
        )  # fmt: skip
        end_sign_ins(user=user, by=by, at=at, ending=Ending.FACTORS, but=sign_in)
        _note(user, "add_passkey", by, at)
    return key


def remove_passkey(*, key: Passkey, by: Actor, at: datetime) -> None:
    """Forget a passkey: its device opens nothing here any more."""
    user = key.user
    with transaction.atomic():
        if Passkey.objects.filter(pk=key.pk).delete()[0]:
            _note(user, "remove_passkey", by, at)
            drop_paper_of_nothing(user)


def use_passkey(*, answer: str, state: Mapping[str, Any], house: House, at: datetime, user: User | None = None) -> User:
    """The user whose device has answered; with ``user`` it must be his.

    Raises:
        FactorRefused: no passkey that is known here was used on a page of ours to answer just this question.
    """
    try:
        said = AuthenticationResponse.from_dict(_read(answer))
        keys = Passkey.objects.select_related("user").filter(user__is_active=True)
        key = keys.filter(credential_digest=_digest(said.raw_id), **({"user": user} if user else {})).first()
        if key is None:
            raise FactorRefused(UNREADABLE)
        house.server.authenticate_complete(state, [data_of(key)], said)
        count = said.response.authenticator_data.counter
        handle = said.response.user_handle
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise FactorRefused(UNREADABLE) from error
    if handle and handle != handle_of(key.user):
        raise FactorRefused(UNREADABLE)
    # A device that counts must count up: one that does not is a copy. Passkeys that are synced stay at nought.
    fresh = Passkey.objects.filter(pk=key.pk)
    if count or key.sign_count:
        fresh = fresh.filter(sign_count__lt=count)
    if not fresh.update(sign_count=count, used_at=at):
        raise FactorRefused(UNREADABLE)
    return key.user


def _read(answer: str) -> dict[str, Any]:
    if len(answer) > LONGEST_ANSWER:
        raise ValueError("too long")
    read = json.loads(answer)
    if not isinstance(read, dict):
        raise TypeError("not an answer")
    return read


def _digest(credential_id: bytes) -> str:
    return hashlib.sha256(credential_id).hexdigest()


def _note(user: User, deed: str, by: Actor, at: datetime) -> None:
    write_entry(actor=by, action=f"accounts.{deed}", at=at, subject_type="user", subject_id=user.pk)
