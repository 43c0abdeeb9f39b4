"""Who acts: a user in one post, a resident for himself and those he acts for, or the system operator."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from jiahe.foundation.accounts.models import Post, User
from jiahe.foundation.accounts.rights import Right, all_rights, rights_of
from jiahe.foundation.regions.queries import Range

ActorKind = Literal["user", "resident", "operator", "system"]
LONGEST_NAME = 60  # characters that an entry of the audit keeps of a name
EVERYWHERE: tuple[Range, ...] = ((0, 999_999_999_999),)


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody acting, with all that decides what he may see and do.

    ``scope`` is the list of code ranges he reaches, ``persons`` the ids of the people a resident acts for and
    ``own`` that of himself; of those in ``helped`` he was only asked to do the forms.
    """

    kind: ActorKind
    id: int | None
    name: str
    post_id: int | None = None
    scope: tuple[Range, ...] = ()
    rights: frozenset[Right] = frozenset()
    persons: frozenset[int] = frozenset()
    own: int | None = None
    helped: frozenset[int] = frozenset()

    @property
    def closest(self) -> frozenset[int]:
        """Himself and those whose whole record is his to read: not those he only helps."""
        return self.persons - self.helped

    def may(self, right: Right) -> bool:
        """Whether the actor has the right at all; where he has it, the scope says."""
        return right in self.rights

    def reaches(self, code: int) -> bool:
        """Whether a region code lies in the actor's scope."""
        return any(low <= code <= high for low, high in self.scope)

    def reaches_all(self, ranges: Iterable[Range]) -> bool:
        """Whether some code ranges lie wholly in the actor's scope."""
        return all(any(a <= low and high <= b for a, b in self.scope) for low, high in ranges)


def in_post(user: User, post: Post) -> Actor:
    """The user acting in one of his posts; a stand-in is audited as himself in place of another: 代."""
    scope = tuple((s.low, s.high) for s in post.scopes.all())
    name = f"{user.username} 代 {post.instead_of.username}" if post.instead_of else user.username
    return Actor("user", user.pk, name[:LONGEST_NAME], post.pk, scope, rights_of(post.role))


def as_resident(user: User, persons: frozenset[int], *, own: int | None, helped: frozenset[int] = frozenset()) -> Actor:
    """A resident acting for himself and those he may act for."""
    return Actor("resident", user.pk, "", persons=persons, own=own, helped=helped)


def system() -> Actor:
    """What follows by itself from somebody's deed: it reaches nothing, and is audited under its own name."""
    return Actor("system", None, "jiahe")


def operator(name: str = "operator") -> Actor:
    """The person at the machine: reaches everything, and is audited as such."""
    return Actor("operator", None, name, scope=EVERYWHERE, rights=all_rights())
