"""Proving the chain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from jiahe.foundation.audit.chain import START, entry_hash, head_signature
from jiahe.foundation.audit.models import Entry, Head
from jiahe.foundation.vault.keys import VaultError

PROBLEMS_NAMED = 20


@dataclass(slots=True)
class Verification:
    """The outcome: how many entries and heads were read, and what is wrong, in plain sentences."""

    entries: int = 0
    heads: int = 0
    unsealed: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems

    def add(self, problem: str) -> None:
        """Note what is wrong; the first twenty are enough to know that all must be looked at."""
        if len(self.problems) < PROBLEMS_NAMED:
            self.problems.append(problem)


def verify(*, expect_entries: bool = False) -> Verification:
    """Read the chain from its first entry to its last: every entry there, unchanged, in its place, under a signed head.

    ``expect_entries`` says that an empty audit is itself a fault, as after `jiahe setup`.
    """
    outcome = Verification(unsealed=Entry.objects.filter(sequence=None).count())
    heads = _heads(outcome)
    hashes = {head.last: bytes(head.hash) for head in heads}
    covered = heads[-1].last if heads else 0
    expected, previous = 1, START
    for entry in _sealed_entries():
        sequence = entry.sequence or 0
        outcome.entries += 1
        if sequence != expected:
            outcome.add(f"第 {expected} 条到第 {sequence - 1} 条审计记录不见了。")
        if bytes(entry.hash or b"") != entry_hash(entry, previous):
            outcome.add(f"第 {sequence} 条审计记录被改动过，或者它前面的记录被动过。")
        if sequence in hashes and bytes(entry.hash or b"") != hashes[sequence]:
            outcome.add(f"第 {sequence} 条审计记录和它的签名对不上。")
        expected, previous = sequence + 1, bytes(entry.hash or b"")
    if expected <= covered:
        outcome.add(f"第 {expected} 条到第 {covered} 条审计记录不见了。")
    if expected - 1 > covered:
        outcome.add(f"第 {covered + 1} 条到第 {expected - 1} 条审计记录没有签名：签名不见了，或者记录是假的。")
    if expect_entries and not outcome.entries and not outcome.unsealed:
        outcome.add("审计记录是空的，而这套系统已经装好：记录被人清空了。")
    return outcome


def _sealed_entries() -> Iterator[Entry]:
    return Entry.objects.filter(sequence__isnull=False).order_by("sequence").iterator(chunk_size=2000)


def _heads(outcome: Verification) -> list[Head]:
    """The heads in order, each checked: none missing, none changed, each signed over the one before."""
    heads = list(Head.objects.order_by("number"))
    outcome.heads = len(heads)
    number, last, previous = 0, 0, START
    for head in heads:
        if head.number != number + 1 or head.first != last + 1:
            outcome.add(f"第 {number + 1} 个审计签名不见了。")
        try:
            signed = bytes(head.signature) == head_signature(head, previous)
        except VaultError as error:
            outcome.add(str(error))
            break
        if not signed:
            outcome.add(f"第 {head.number} 个审计签名不对：它被改动过，或者它前面的签名不见了。")
        number, last, previous = head.number, head.last, bytes(head.signature)
    return heads
