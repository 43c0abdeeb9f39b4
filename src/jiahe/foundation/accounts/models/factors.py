"""What somebody proves himself with beside his password, and the passwords he had."""

from __future__ import annotations

from django.db import models

from jiahe.foundation.accounts.models.account import User


class Authenticator(models.Model):
    """An app on somebody's phone that shows six digits anew every half minute (RFC 6238). Its secret is sealed."""

    user = models.OneToOneField(User, models.CASCADE, related_name="authenticator")
    secret_sealed = models.BinaryField()
    added_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    # The number of the half minute whose code was taken last: neither it nor an earlier one is taken again.
    last_step = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"authenticator of {self.user_id}"


class Passkey(models.Model):
    """A key that a device keeps for its owner and that no page can be told (WebAuthn). Only its public half is here."""

    user = models.ForeignKey(User, models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=40)
    credential_id = models.BinaryField()
    # Bytes cannot be made unique on every database, their digest can.
    credential_digest = models.CharField(max_length=64, unique=True)
    public_key = models.BinaryField()
    sign_count = models.BigIntegerField(default=0)
    added_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class RecoveryCode(models.Model):
    """A code on paper for the day the phone is lost; good once. Only its keyed digest is here."""

    user = models.ForeignKey(User, models.CASCADE, related_name="recovery_codes")
    digest = models.BinaryField()
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"recovery code {self.pk}"


class FactorGuard(models.Model):
    """How often somebody was wrong at the second step of late, and since when a second factor is asked of him."""

    user = models.OneToOneField(User, models.CASCADE, related_name="factor_guard")
    failures = models.PositiveSmallIntegerField(default=0)
    failed_at = models.DateTimeField(null=True)
    asked_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"guard of {self.user_id}"


class PastPassword(models.Model):
    """The hash of a password somebody had, so that he does not take it again."""

    user = models.ForeignKey(User, models.CASCADE, related_name="past_passwords")
    password = models.CharField(max_length=128)
    replaced_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"past password {self.pk}"
