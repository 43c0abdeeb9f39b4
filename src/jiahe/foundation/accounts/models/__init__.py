"""The tables of accounts: who signs in, in which post, with what, and from which device."""

from jiahe.foundation.accounts.models.account import (
    PHONE_PLACE,
    Department,
    Holding,
    OneTimeCode,
    PasswordRequest,
    Post,
    PostScope,
    Role,
    User,
    UserKind,
    UserManager,
)
from jiahe.foundation.accounts.models.factors import Authenticator, FactorGuard, Passkey, PastPassword, RecoveryCode
from jiahe.foundation.accounts.models.sign_in import Ending, SignIn

__all__ = [
    "PHONE_PLACE",
    "Authenticator",
    "Department",
    "Ending",
    "FactorGuard",
    "Holding",
    "OneTimeCode",
    "Passkey",
    "PasswordRequest",
    "PastPassword",
    "Post",
    "PostScope",
    "RecoveryCode",
    "Role",
    "SignIn",
    "User",
    "UserKind",
    "UserManager",
]
