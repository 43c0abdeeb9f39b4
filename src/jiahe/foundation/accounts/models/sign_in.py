"""A sign-in: one browser in which somebody is signed in."""

from __future__ import annotations

from django.db import models

from jiahe.foundation.accounts.models.account import User


class Ending(models.TextChoices):
    """Why a sign-in is over. What it is called is what the person reads at the door."""

    SIGNED_OUT = "signed_out", "已经退出"
    IDLE = "idle", "有一阵子没有操作"
    TOO_LONG = "too_long", "登录的时间到了"
    ENDED = "ended", "在别处结束了这次登录"
    PASSWORD = "password", "密码改过了"
    FACTORS = "factors", "登录的办法改过了"


class SignIn(models.Model):
    """One browser in which somebody is signed in. The session carries its id; once it has ended the session is nobody's.

    Neither the whole address nor the whole name of the browser stands here: enough to recognise one's own device.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="sign_ins")
    began_at = models.DateTimeField()
    used_at = models.DateTimeField()
    device = models.CharField(max_length=60, blank=True)
    network = models.CharField(max_length=40, blank=True)
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=20, choices=Ending.choices, blank=True)

    class Meta:
        indexes = [models.Index(fields=["user", "ended_at"], name="sign_in_open")]

    def __str__(self) -> str:
        return f"sign-in {self.pk}"
