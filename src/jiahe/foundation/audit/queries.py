"""Reading what is told of a subject, and proving the chain."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Count, Exists, Max, Min, OuterRef, QuerySet

from jiahe.foundation.audit.chain import START, entry_hash, entry_mac, head_signature
from jiahe.foundation.audit.models import Entry, Head
from jiahe.foundation.vault.keys import VaultError

PROBLEMS_NAMED = 20
CHUNK = 2000  # rows held at a time, so that millions fit in memory


def entries_about(subject_type: str, subject_id: int) -> QuerySet[Entry]:
    """What the audit tells of one subject; in order of ``-pk`` it is read from an index."""
    return Entry.objects.filter(subject_type=subject_type, subject_id=subject_id)


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
        if problem not in self.problems and len(self.problems) < PROBLEMS_NAMED:
            self.problems.append(problem)


def verify(*, expect_entries: bool = False) -> Verification:
    """Read the chain from its first entry to its last: every entry there, unchanged, in its place, under a signed head.

    Others may go on working meanwhile. ``expect_entries`` says that an empty audit is itself a fault, as after
    `jiahe setup`. Entries and heads taken off the end together leave no trace here: compare with a backup.
    """
    outcome = Verification(unsealed=Entry.objects.filter(sequence=None).count())
    covered = _check_heads(outcome)
    _check_entries(outcome, covered)
    _check_uncovered(outcome, covered)
    _check_macs(outcome)
    if expect_entries and not outcome.entries and not outcome.unsealed:
        outcome.add("审计记录是空的，而这套系统已经装好：记录被人清空了。")
    return outcome


def _check_heads(outcome: Verification) -> int:
    """Each head in order: none missing, none changed, each signed over the one before. Returns the last entry covered."""
    number, last, previous, key_missing = 0, 0, START, False
    for head in Head.objects.order_by("number").iterator(chunk_size=CHUNK):
        outcome.heads += 1
        if head.number != number + 1 or head.first != last + 1:
            outcome.add(f"第 {number + 1} 个审计签名不见了。")
        try:
            if not key_missing and bytes(head.signature) != head_signature(head, previous):
                outcome.add(f"第 {head.number} 个审计签名不对：它被改动过，或者它前面的签名不见了。")
        except VaultError as error:
            outcome.add(str(error))
            key_missing = True
        number, last, previous = head.number, head.last, bytes(head.signature)
    return last


def _check_entries(outcome: Verification, covered: int) -> None:
    """The entries up to and with ``covered``: none missing, none changed, the last of each seal as its head says."""
    heads = Head.objects.filter(last__lte=covered).order_by("last").values_list("last", "hash")
    seals = heads.iterator(chunk_size=CHUNK)
    sealed, sealed_hash = next(seals, (0, b""))
    expected, previous = 1, START
    entries = Entry.objects.filter(sequence__lte=covered).order_by("sequence")
    for entry in entries.iterator(chunk_size=CHUNK):
        sequence, stored = entry.sequence or 0, bytes(entry.hash or b"")
        outcome.entries += 1
        if sequence > expected:
            outcome.add(f"第 {expected} 条到第 {sequence - 1} 条审计记录不见了。")
        if sequence < 1:
            outcome.add(f"多了一条第 {sequence} 条审计记录：它不是系统写的。")
        if stored != entry_hash(entry, previous):
            outcome.add(f"第 {sequence} 条审计记录被改动过，或者它前面的记录被动过。")
        while 0 < sealed < sequence:
            sealed, sealed_hash = next(seals, (0, b""))
        if sequence == sealed and stored != bytes(sealed_hash):
            outcome.add(f"第 {sequence} 条审计记录和它的签名对不上。")
        expected, previous = sequence + 1, stored
    if expected <= covered:
        outcome.add(f"第 {expected} 条到第 {covered} 条审计记录不见了。")


def _check_uncovered(outcome: Verification, covered: int) -> None:
    """Entries past the heads that were read must stand under heads made since: asked in one statement, which sees both."""
    its_head = Head.objects.filter(first__lte=OuterRef("sequence"), last__gte=OuterRef("sequence"))
    bare = Entry.objects.filter(~Exists(its_head), sequence__gt=covered)
    found = bare.aggregate(first=Min("sequence"), last=Max("sequence"), count=Count("pk"))
    outcome.entries += found["count"]
    if found["count"]:
        outcome.add(f"第 {found['first']} 条到第 {found['last']} 条审计记录没有签名：签名不见了，或者记录是假的。")


def _check_macs(outcome: Verification) -> None:
    """Every entry, sealed or waiting, was written by the system: nobody else has the key."""
    for entry in Entry.objects.order_by("pk").iterator(chunk_size=CHUNK):
        try:
            if bytes(entry.mac) != entry_mac(entry):
                outcome.add(f"编号 {entry.pk} 的审计记录不是系统写的，或者被改动过。")
        except VaultError as error:
            outcome.add(str(error))
            return
