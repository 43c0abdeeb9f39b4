"""Papers of a case: asked for, brought from the phone or at the desk, replaced, and read by nobody else."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from jiahe.delivery.cases import actions
from jiahe.delivery.cases.models import Case, CasePaper, Deed
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.audit.models import Entry
from jiahe.registry.models import Person
from jiahe.registry.rows import Refused
from tests.conftest import Cast
from tests.delivery.granting import JPEG, PDF, ask_grant
from tests.places import NOW, TODAY
from tests.residents import resident_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def grant(wife: Person, herself: Actor) -> Case:
    """A family asks for a grant and has brought nothing yet."""
    return ask_grant(wife, herself, papers=False)


def bring(case: Case, by: Actor, paper: str = "admission", content: bytes = PDF, name: str = "通知书.pdf") -> CasePaper:
    return actions.add_paper(case=case, paper=paper, name=name, content=content, by=by, at=NOW, on=TODAY)


def read(client: Client, address: str) -> bytes:
    answer = client.get(address)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def test_a_step_is_not_done_before_the_papers_are_there_and_says_which(grant: Case, herself: Actor) -> None:
    lin = Cast().client("lin")
    finish = reverse("desk:act-case", args=[grant.pk, "finish"])
    page = lin.post(finish, {"moves": "0", "seen": "属实"})
    assert page.status_code == 422
    assert "还缺材料：录取通知书、低保证或者困难证明" in page.content.decode()
    assert "属实" in page.content.decode(), "nothing that was typed is lost"
    bring(grant, herself)
    bring(grant, herself, "hardship", JPEG)
    assert lin.post(finish, {"moves": "2", "seen": "属实"}).status_code == 302


def test_it_is_brought_from_the_phone_and_listed_with_who_and_when(grant: Case, wife: Person) -> None:
    client = resident_client(wife)
    address = reverse("portal:add-case-paper", args=[grant.pk])
    sent = client.post(address, {"paper": "admission", "file": SimpleUploadedFile("照片.jpg", JPEG)})
    assert sent.status_code == 302
    assert "交了" in client.get(reverse("portal:case", args=[grant.pk])).content.decode()
    page = Cast().client("lin").get(reverse("desk:case", args=[grant.pk])).content.decode()
    assert "本人" in page.partition("材料")[2]


def test_what_is_no_picture_and_no_pdf_is_refused_at_its_field(grant: Case, wife: Person) -> None:
    client = resident_client(wife)
    address = reverse("portal:add-case-paper", args=[grant.pk])
    page = client.post(address, {"paper": "admission", "file": SimpleUploadedFile("a.pdf", b"MZ\x00\x01 not a pdf")})
    assert page.status_code == 422
    assert "看不出这是什么文件" in page.content.decode()
    page = client.post(address, {"paper": "admission"})
    assert "请选一个文件" in page.content.decode()
    large = SimpleUploadedFile("a.pdf", PDF + b"0" * (10 * 1024**2))
    page = client.post(address, {"paper": "admission", "file": large})
    assert "超过 10 MB" in page.content.decode()
    assert not CasePaper.objects.exists()


def test_the_same_file_twice_is_one_paper_and_another_one_replaces_it(
    grant: Case, herself: Actor, wife: Person
) -> None:
    first = bring(grant, herself)
    assert bring(grant, herself) == first
    second = bring(grant, herself, content=PDF + b" the right one")
    first.refresh_from_db()
    assert first.replaced_at is not None
    assert grant.entries.filter(deed=Deed.PAPER).count() == 2
    old, new = (reverse("portal:case-paper", args=[grant.pk, one.pk]) for one in (first, second))
    assert read(resident_client(wife), new).endswith(b"the right one")
    assert resident_client(wife).get(old).status_code == 404
    assert read(Cast().client("lin"), reverse("desk:case-paper", args=[grant.pk, first.pk])) == PDF


def test_who_reads_the_case_opens_its_papers_and_nobody_else(grant: Case, herself: Actor) -> None:
    paper = bring(grant, herself)
    address = reverse("desk:case-paper", args=[grant.pk, paper.pk])
    assert read(Cast().client("county"), address) == PDF
    assert Entry.objects.filter(action="cases.open_paper", subject_id=grant.pk).count() == 1
    assert Cast().client("chen").get(address).status_code == 404
    assert Cast().client("lin").get(reverse("desk:file", args=[paper.file_id])).status_code == 404


def test_who_decides_on_a_page_that_was_read_before_a_paper_came_is_told(grant: Case, herself: Actor) -> None:
    bring(grant, herself)
    bring(grant, herself, "hardship", JPEG)
    with pytest.raises(Refused, match="刚刚处理过"):
        actions.finish_step(case=grant, typed={"seen": "属实"}, seen=0, by=Cast().actor("lin"), at=NOW, on=TODAY)


def test_a_paper_that_nobody_asked_for_is_refused(grant: Case, herself: Actor) -> None:
    with pytest.raises(Refused, match="哪一份"):
        bring(grant, herself, "passport")
