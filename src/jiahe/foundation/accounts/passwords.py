"""One-time passwords: made by chance, shown once, changed at the first sign-in."""

from __future__ import annotations

import secrets

from django.contrib.auth.hashers import PBKDF2PasswordHasher, get_hasher, make_password

# A word made by chance from 31 signs has 59 bits: nobody finds it by trying, however quickly each try is hashed. The
# many rounds of the usual hash protect words that people think of; they would make 17,000 accounts an affair of hours.
# Django hashes it anew with all its rounds when it is used for the first time.
ROUNDS = 10_000


def one_time_password() -> str:
    """Twelve characters that cannot be mistaken for one another."""
    return "-".join("".join(secrets.choice("abcdefghjkmnpqrstuvwxyz23456789") for _ in range(4)) for _ in range(3))


def hash_of_one_time(password: str) -> str:
    """The hash of a one-time password."""
    hasher = get_hasher()
    if isinstance(hasher, PBKDF2PasswordHasher):
        return hasher.encode(password, hasher.salt(), iterations=ROUNDS)
    return make_password(password)
