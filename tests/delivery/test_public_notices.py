"""公示: made of what may be shown, refused where it names more, over by itself, and forgotten; then the money is due."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jiahe.delivery.cases import actions
from jiahe.delivery.cases.kind import CaseKind, Notice, Payment, Step
from jiahe.delivery.cases.models import Case, CaseState, Deed, PublicNotice
from jiahe.delivery.cases.notice_texts import masked_name
from jiahe.delivery.payments.models import Payment as Paid
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.facts.verification import verify
from jiahe.registry.models import Person
from jiahe.registry.rows import Refused
from tests.conftest import Cast
from tests.delivery.granting import decided
from tests.places import NOW, TODAY

pytestmark = pytest.mark.django_db
Do = Callable[..., Case]


@pytest.fixture
def granted(wife: Person, herself: Actor) -> Case:
    """The county grants 5,000 yuan; the notice is to be put up."""
    return decided(wife, herself)


def put_up(case: Case, added: str = "") -> PublicNotice:
    case.refresh_from_db()
    return actions.put_up(case=case, added=added, seen=case.moves, by=Cast().actor("county"), at=NOW, on=TODAY)


def test_it_shows_a_masked_name_the_village_and_the_award_and_nothing_else(granted: Case) -> None:
    notice = put_up(granted)
    assert granted.person is not None
    name = granted.person.name
    assert notice.text == f"{masked_name(name)}，芸林村，5,000 元。"
    page = Client().get(reverse("public-notices")).content.decode()
    if notice.from_on <= timezone.localdate() <= notice.until_on:
        assert notice.text in page
    assert name not in page
    assert "9,800" not in page


@pytest.mark.parametrize(
    "added",
    [
        "身份证 999999199001011234",
        "证号９９９９９９１９９００１０１１２３Ｘ",
        "电话 138 0013 8000",
        "联系一三八零零一三八零零零",
        "打 0595-86000000",
        "卡 6222 0000 0000 0000 000",
        "孩子父亲有尿毒症，常年透析",
        "因残疾致贫",
        "请转到她的银行账号",
        "陈秀英家",
    ],
)
def test_a_text_with_a_number_health_or_a_whole_name_is_refused_and_nothing_is_put_up(
    granted: Case, added: str
) -> None:
    page = (
        Cast()
        .client("county")
        .post(reverse("desk:act-case", args=[granted.pk, "publish"]), {"moves": str(granted.moves), "reason": added})
    )
    assert page.status_code == 422
    assert "公示里" in page.content.decode()
    assert added in page.content.decode()
    assert not PublicNotice.objects.exists()


@pytest.mark.parametrize(
    "added", ["公示从 2026-11-23 起，资助标准每人 5,000 元。", "依据闽计生协〔2023〕11号文件。", ""]
)
def test_a_day_an_amount_and_a_document_are_no_numbers_of_anybody(granted: Case, added: str) -> None:
    assert put_up(granted, added).text.endswith(added or "元。")


def test_it_stands_its_working_days_and_the_case_goes_on_by_itself(granted: Case) -> None:
    notice = put_up(granted)
    assert notice.until_on == date(2026, 12, 2), "seven working days"
    assert actions.end_notices(on=notice.until_on, at=NOW) == 0
    after = notice.until_on + timedelta(days=1)
    assert actions.end_notices(on=after, at=NOW) == 1
    assert actions.end_notices(on=after, at=NOW) == 0
    granted.refresh_from_db()
    assert (granted.step, granted.owner_id) == ("pay", Cast().actor("county").post_id)
    assert granted.entries.filter(deed=Deed.TAKEN_DOWN).count() == 1


def test_what_is_over_is_shown_to_nobody(granted: Case) -> None:
    notice = put_up(granted)
    today = timezone.localdate()
    address = reverse("public-notices")
    PublicNotice.objects.update(from_on=today, until_on=today)
    assert notice.text in Client().get(address).content.decode()
    PublicNotice.objects.update(from_on=today - timedelta(days=9), until_on=today - timedelta(days=1))
    assert notice.text not in Client().get(address).content.decode(), "also before the daily look has been"
    PublicNotice.objects.update(from_on=today, until_on=today)
    for place, seen in (({"city": "350500000000"}, True), ({"city": "350100000000"}, False)):
        assert (notice.text in Client().get(address, place).content.decode()) is seen
    assert "noindex" in Client().get(address)["X-Robots-Tag"]


def test_an_objection_holds_it_up_until_somebody_has_looked_into_it(granted: Case, deed: Do) -> None:
    notice = put_up(granted)
    after = notice.until_on + timedelta(days=1)
    deed("object_to", granted, "county", reason="邻居说他家有两套房")
    assert actions.end_notices(on=after, at=NOW) == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM cases_caseentry")
        assert "两套房" not in repr(cursor.fetchall())
    deed("settle_objections", granted, "county", reason="实地看过，只有一套")
    assert actions.end_notices(on=after, at=NOW) == 1


def test_an_objection_that_holds_ends_it_and_the_page_with_it(granted: Case, deed: Do) -> None:
    put_up(granted)
    deed("object_to", granted, "county", reason="收入不实")
    deed("reject", granted, "county", reason="家里收入高于标准")
    assert not PublicNotice.objects.filter(ended_on=None).exists()
    assert granted.state == CaseState.REJECTED


def test_it_is_put_up_once_and_nothing_else_is_done_meanwhile(granted: Case, deed: Do) -> None:
    put_up(granted)
    with pytest.raises(Refused, match="已经在公示"):
        put_up(granted)
    for name, words in (("finish_step", {"typed": {}}), ("ask_applicant", {"question": "请补充"})):
        with pytest.raises(Refused, match="正在公示"):
            deed(name, granted, "county", **words)
    assert PublicNotice.objects.count() == 1


def test_what_was_granted_is_entered_once_among_what_is_due(granted: Case, deed: Do) -> None:
    notice = put_up(granted)
    actions.end_notices(on=notice.until_on + timedelta(days=1), at=NOW)
    deed("finish_step", granted, "county", typed={})
    paid = Paid.objects.get()
    assert (paid.fen, paid.purpose, paid.source) == (500_000, "golden-autumn", f"case:{granted.pk}:1")
    deed("finish_step", granted, "county", typed={"answer": "收到了"})
    assert granted.state == CaseState.ANSWERED
    proof = verify(on=TODAY)
    assert proof.ok, proof.differences


def test_what_was_turned_down_goes_on_where_it_was_and_is_not_decided_by_being_opened_again(
    wife: Person, herself: Actor, deed: Do
) -> None:
    case = decided(wife, herself)
    deed("reject", case, "county", reason="名额满了")
    deed("reopen", case, herself, reason="有人退出了")
    assert case.step == "notice"
    assert case.owner_id == Cast().actor("county").post_id


@pytest.mark.parametrize(
    "steps",
    [
        [Notice("n", "公示", 1, "", award="award"), Step("end", "", 1, "")],
        [Step("one", "", 1, ""), Notice("n", "公示", 1, "")],
        [Step("one", "", 1, ""), Payment("p", "", 1, "")],
    ],
)
def test_a_notice_of_what_nobody_decided_is_refused_when_it_is_declared(steps: list[Step]) -> None:
    with pytest.raises(ValueError, match=r"公示|答案"):
        CaseKind("x", "", "x", "", [], steps)


def test_a_page_of_twenty_notices_costs_as_many_queries_as_one_of_ten(granted: Case) -> None:
    notice = put_up(granted)
    today = timezone.localdate()

    def more(count: int) -> None:
        for _ in range(count):
            granted.pk = None  # another case of the same kind
            granted.save(force_insert=True)
            notice.pk, notice.case, notice.from_on, notice.until_on = None, granted, today, today
            notice.save(force_insert=True)

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert Client().get(reverse("public-notices")).status_code == 200
        return len(captured)

    more(10)
    ten = cost()
    more(10)
    assert cost() == ten
