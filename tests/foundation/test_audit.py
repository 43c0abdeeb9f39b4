"""The audit chain: whatever is done to it behind its back is found."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection, transaction

from jiahe.foundation.accounts.actor import operator
from jiahe.foundation.audit import actions, queries
from jiahe.foundation.audit.actions import seal, write_entry
from jiahe.foundation.audit.models import AppendOnly, Entry, Head
from jiahe.foundation.audit.queries import verify
from jiahe.foundation.vault.keys import VaultError
from tests.foundation.threads import at_once
from tests.places import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.differs]


@pytest.fixture
def chain() -> None:
    """Three heads over two entries each."""
    for number in range(3):
        for place in range(2):
            write_entry(actor=operator(), action="test.deed", at=NOW, subject_id=number, details={"place": place})
        seal(NOW)


def run(sql: str) -> None:
    """Change the database behind the audit's back, as somebody with a database shell would."""
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.usefixtures("chain")
def test_an_untouched_chain_is_whole() -> None:
    outcome = verify(expect_entries=True)
    assert outcome.ok
    assert (outcome.entries, outcome.heads, outcome.unsealed) == (6, 3, 0)


@pytest.mark.usefixtures("chain")
@pytest.mark.parametrize(
    "deed",
    [
        "UPDATE audit_entry SET action = 'other' WHERE sequence = 3",
        "UPDATE audit_entry SET details = '{\"place\": 9}' WHERE sequence = 1",
        "UPDATE audit_entry SET at = '2020-01-01 00:00:00+00' WHERE sequence = 6",
        "DELETE FROM audit_entry WHERE sequence = 1",
        "DELETE FROM audit_entry WHERE sequence = 4",
        "DELETE FROM audit_entry WHERE sequence = 6",
        "DELETE FROM audit_entry",
        "DELETE FROM audit_head WHERE number = 1",
        "DELETE FROM audit_head WHERE number = 2",
        "DELETE FROM audit_head WHERE number = 3",
        "DELETE FROM audit_head",
        "UPDATE audit_head SET last = 5 WHERE number = 3",
        "UPDATE audit_head SET sealed_at = '2020-01-01 00:00:00+00' WHERE number = 3",
        "UPDATE audit_entry SET sequence = 0 WHERE sequence = 1",
        "UPDATE audit_head SET signature = hash WHERE number = 2",
        "UPDATE audit_entry SET sequence = 99 WHERE sequence = 6",
    ],
)
def test_every_change_behind_its_back_is_found(deed: str) -> None:
    run(deed)
    assert not verify(expect_entries=True).ok


@pytest.mark.usefixtures("chain")
def test_an_emptied_audit_is_a_fault_once_the_system_is_set_up() -> None:
    run("DELETE FROM audit_entry")
    run("DELETE FROM audit_head")
    assert verify().ok
    assert not verify(expect_entries=True).ok


@pytest.mark.usefixtures("chain")
def test_sealing_again_adds_nothing() -> None:
    assert seal(NOW) == 0
    assert Head.objects.count() == 3


def test_an_entry_is_sealed_when_its_deed_is_committed(
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        for _ in range(3):
            write_entry(actor=operator(), action="test.deed", at=NOW)
    assert len(callbacks) == 1
    assert verify().entries == 3


def test_a_deed_that_is_undone_leaves_no_entry() -> None:
    with pytest.raises(RuntimeError, match="undone"), transaction.atomic():
        write_entry(actor=operator(), action="test.deed", at=NOW)
        raise RuntimeError("undone")
    assert Entry.objects.count() == 0


def test_the_models_refuse_to_change_or_remove_an_entry() -> None:
    write_entry(actor=operator(), action="test.deed", at=NOW)
    entry = Entry.objects.get()
    entry.action = "other"
    for attempt in (entry.save, entry.delete, Entry.objects.all().delete, lambda: Entry.objects.update(action="x")):
        with pytest.raises(AppendOnly):
            attempt()


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_the_transaction_of_its_deed_is_refused() -> None:
    with pytest.raises(RuntimeError):
        write_entry(actor=operator(), action="test.deed", at=NOW)


@pytest.mark.usefixtures("chain")
@pytest.mark.parametrize("deed", ["DELETE FROM audit_head WHERE number = 3", "DELETE FROM audit_head"])
def test_sealing_goes_on_after_a_head_was_taken_away_and_the_gap_stays_visible(deed: str) -> None:
    run(deed)
    write_entry(actor=operator(), action="test.deed", at=NOW)
    assert seal(NOW) == 1
    outcome = verify()
    assert outcome.entries == 7
    assert any("签名不见了" in problem for problem in outcome.problems)


@pytest.mark.usefixtures("chain")
def test_entries_sealed_while_the_chain_is_read_are_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    read_heads = queries._check_heads

    def then_somebody_works(outcome: queries.Verification) -> int:
        covered = read_heads(outcome)
        write_entry(actor=operator(), action="test.deed", at=NOW)
        seal(NOW)
        return covered

    monkeypatch.setattr(queries, "_check_heads", then_somebody_works)
    assert verify().problems == []


@pytest.mark.usefixtures("chain")
def test_without_the_audit_key_verifying_says_so(tmp_path, settings) -> None:
    settings.HOME = tmp_path
    problems = verify().problems
    assert len(problems) == 1
    assert "密钥" in problems[0]


@pytest.mark.usefixtures("chain")
def test_heads_refuse_to_be_changed_or_removed() -> None:
    head = Head.objects.order_by("number")[0]
    for attempt in (head.save, head.delete, Head.objects.all().delete, lambda: Head.objects.update(number=9)):
        with pytest.raises(AppendOnly):
            attempt()


@pytest.mark.django_db(transaction=True)
def test_a_fault_of_sealing_breaks_neither_the_deed_nor_what_follows_it(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(at: object) -> int:
        raise VaultError("a secret")

    monkeypatch.setattr(actions, "seal", fail)
    followed = []
    with transaction.atomic():
        write_entry(actor=operator(), action="test.deed", at=NOW)
        transaction.on_commit(lambda: followed.append(True))
    assert followed == [True]
    assert Entry.objects.count() == 1
    assert "VaultError" in caplog.text
    assert "a secret" not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_workers_side_by_side_write_one_chain() -> None:
    def work(number: int) -> None:
        for _ in range(10):
            with transaction.atomic():
                write_entry(actor=operator(), action="test.deed", at=NOW, subject_id=number)

    at_once(4, work)
    outcome = verify()
    assert outcome.problems == []
    assert (outcome.entries, outcome.unsealed) == (40, 0)


@pytest.mark.usefixtures("chain")
def test_an_entry_slipped_in_before_the_seal_is_found(
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    columns = "at, actor_kind, actor_name, action, subject_type, details"
    row = "SELECT at, actor_kind, actor_name, 'test.forged', subject_type, details, mac FROM audit_entry WHERE sequence = 1"
    run(f"INSERT INTO audit_entry ({columns}, mac) {row}")
    seal(NOW)
    assert "不是系统写的" in " ".join(verify().problems)
