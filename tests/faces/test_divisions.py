"""区划管理 at the desk: each change by its form, the yearly list, and what workers see of the story of a place."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jiahe.foundation.redistricting import actions
from jiahe.foundation.regions.history import successor_of
from jiahe.foundation.regions.models import Region, RegionList
from jiahe.foundation.regions.queries import find_region
from jiahe.registry.enrolment import enrol
from tests.people import FAMILY
from tests.places import NOW, TODAY, XIAXI, YUNLIN
from tests.provinces import fujian, row, small_province, text_of, without

pytestmark = pytest.mark.django_db
NEW = 350583103299
PAPER = {"effective_on": "2026-10-15", "source": "南政文〔2026〕9号"}


@pytest.fixture
def keeper(cast) -> Client:
    """The browser of the administrator."""
    client: Client = cast.client("administrator")
    return client


def change(client: Client, unit: int, deed: str, level: str = "village", /, **said: str):
    return client.post(reverse("desk:change-division", args=[level, unit, deed]), {**PAPER, **said}, follow=True)


def test_each_change_is_made_by_its_form(keeper: Client) -> None:
    opened = change(keeper, 350583103000, "open", "township", code=str(NEW), name="梅园村委会")
    assert "新设下级已经记下，从 2026-10-15 起生效" in opened.content.decode()
    change(keeper, NEW, "rename", name="梅溪村委会")
    change(keeper, NEW, "recode", code=str(NEW + 1), name="梅溪村委会")
    assert successor_of(NEW) == find_region(NEW + 1)
    change(keeper, NEW + 1, "split", stays="yes", parts=f"{NEW + 2} 上溪村委会\n\n{NEW + 3} 下溪村委会")
    change(keeper, NEW + 2, "merge", others=f"{NEW + 3}", code=str(NEW + 4), name="双溪村委会")
    page = change(keeper, NEW + 4, "close", successor=str(XIAXI)).content.decode()
    assert "2026 年 10 月 15 日起已经撤销" in page
    assert successor_of(NEW + 3) == find_region(XIAXI)
    change(keeper, XIAXI, "merge", others=str(YUNLIN))
    story = keeper.get(reverse("desk:division", args=["village", XIAXI])).content.decode()
    for word in ("合并", "拆分", "双溪村委会", "南政文〔2026〕9号"):
        assert word in story


@pytest.mark.parametrize(
    ("deed", "said", "sentence"),
    [
        ("rename", {"name": ""}, "请填写新名称"),
        ("rename", {"name": "芸林村委会"}, "不用改"),
        ("rename", {"name": "明村委会", "effective_on": "2099-01-01"}, "还没有到"),
        ("rename", {"name": "明村委会", "source": ""}, "请写明依据的文件"),
        ("recode", {"name": "芸林村委会", "code": "12"}, "编码是 12 位数字"),
        ("recode", {"name": "芸林村委会", "code": str(XIAXI)}, "已经是霞溪村的"),
        ("close", {"successor": "350583999999"}, "没有编码为 350583999999 的村居"),
        ("close", {}, "还有 1 户家庭"),
        ("merge", {"others": "芸霞"}, "没有编码为 芸霞 的村居"),
        ("merge", {"others": str(XIAXI), "code": str(NEW)}, "编码和名称要一起填"),
        ("split", {"stays": "no", "parts": "上林村"}, "第 1 行应当是"),
        ("split", {"stays": "no", "parts": f"{NEW} 上林村委会"}, "至少要有两个"),
    ],
)
def test_a_form_says_what_is_wrong_and_where(
    keeper: Client, yunlin: Region, by_operator, deed: str, said: dict[str, str], sentence: str
) -> None:
    enrol(FAMILY, by=by_operator, at=NOW, on=TODAY, territory=yunlin)
    answer = change(keeper, YUNLIN, deed, **said)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_a_new_village_must_lie_in_the_codes_of_its_town(keeper: Client) -> None:
    address = reverse("desk:change-division", args=["township", 350583103000, "open"])
    assert f'value="{max(codes_in(350583103000)) + 1}"' in keeper.get(address).content.decode()
    page = change(keeper, 350583103000, "open", "township", code="350583104299", name="远村委会")
    assert "都以 350583103 开头" in page.content.decode()


def codes_in(town: int) -> list[int]:
    return list(Region.objects.filter(parent__code=town).values_list("code", flat=True))


def test_only_what_can_be_is_offered(keeper: Client) -> None:
    for level, code, deed in (
        ("village", YUNLIN, "open"),
        ("province", 350000000000, "close"),
        ("village", YUNLIN, "x"),
    ):
        assert keeper.get(reverse("desk:change-division", args=[level, code, deed])).status_code == 404
    change(keeper, YUNLIN, "close")
    assert keeper.get(reverse("desk:change-division", args=["village", YUNLIN, "rename"])).status_code == 404


def test_a_unit_is_found_by_its_name(keeper: Client) -> None:
    found = keeper.get(reverse("desk:divisions"), {"q": "芸林"}).content.decode()
    assert reverse("desk:division", args=["village", YUNLIN]) in found
    change(keeper, YUNLIN, "merge", others=str(XIAXI))
    by_old_code = keeper.get(reverse("desk:divisions"), {"q": str(XIAXI)}).content.decode()
    for code in (YUNLIN, XIAXI):
        assert reverse("desk:division", args=["village", code]) in by_old_code
    assert "2026-10-15 撤销" in by_old_code
    assert "没有叫“无此处”的单位" in keeper.get(reverse("desk:divisions"), {"q": "无此处"}).content.decode()


def upload(client: Client, rows, **said):
    files = {"file": SimpleUploadedFile("2026.csv", text_of(rows).encode("utf-8-sig"))}
    return client.post(reverse("desk:division-lists"), {"effective_on": "2026-11-01", **files, **said}, follow=True)


def test_the_yearly_list_is_looked_at_then_confirmed(keeper: Client, yunlin: Region, by_operator) -> None:
    enrol(FAMILY, by=by_operator, at=NOW, on=TODAY, territory=yunlin)
    rows = [*without(fujian(), YUNLIN), row(NEW, "梅园村委会")]
    page = upload(keeper, rows)
    kept = RegionList.objects.get()
    assert "还有 1 户家庭" in page.content.decode()
    assert "确认更新" not in page.content.decode()
    keeper.post(reverse("desk:division-list", args=[kept.pk]))
    assert find_region(NEW) is None
    pairs = SimpleUploadedFile("接收.csv", f"old_code,new_code\n{YUNLIN},{NEW}".encode())
    assert "确认更新" in upload(keeper, rows, successors=pairs).content.decode()
    mended = RegionList.objects.order_by("-pk")[0]
    done = keeper.post(reverse("desk:division-list", args=[mended.pk]), follow=True).content.decode()
    assert "已按这份名单更新" in done
    assert successor_of(YUNLIN) == find_region(NEW)
    actions.open_unit(
        code=NEW + 1, level=4, name="后来的村委会", effective_on=TODAY, source="", by=by_operator, at=NOW, on=TODAY
    )
    keeper.post(reverse("desk:division-list", args=[mended.pk]))
    later = find_region(NEW + 1)
    assert later is not None
    assert not later.is_closed, "a list that was carried out is not carried out again"
    rows.append(row(NEW + 1, "后来的村委会"))
    assert (
        "没有变化"
        in upload(keeper, rows, successors=SimpleUploadedFile("x.csv", b"old_code,new_code")).content.decode()
    )


def test_a_file_that_is_no_list_is_refused_at_its_field(keeper: Client) -> None:
    broken = SimpleUploadedFile("x.csv", b"a,b\n1,2")
    answer = keeper.post(reverse("desk:division-lists"), {"effective_on": "2026-11-01", "file": broken})
    assert answer.status_code == 422
    assert "还缺 code、name、level" in answer.content.decode()
    picture = SimpleUploadedFile("x.csv", b"\x89PNG\xff\xff\xff")
    answer = keeper.post(reverse("desk:division-lists"), {"effective_on": "2026-11-01", "file": picture})
    assert "不是 CSV 文本" in answer.content.decode()
    for content, sentence in (
        (b"", "这个文件是空的"),
        (b"code,name,level\n", "应当正好有一个省级单位"),
        (b"code,name,level\0\n", "不是 CSV 文本"),
        (text_of([*fujian(), row(YUNLIN, "又一个村")]).encode(), "重复"),
        (text_of(without(fujian(), 350583103000)).encode(), "不在名单里"),
        (text_of([*fujian(), row(360102001001, "江西的村")]).encode(), "上级 360102001000 不在名单里"),
        (text_of(small_province()).encode(), "别的省的"),
    ):
        file = SimpleUploadedFile("x.csv", content)
        answer = keeper.post(reverse("desk:division-lists"), {"effective_on": "2026-11-01", "file": file})
        assert (answer.status_code, sentence in answer.content.decode()) == (422, True), sentence
    assert not RegionList.objects.exists()


def test_a_worker_reads_the_story_of_a_place_and_where_a_closed_village_went(cast, by_operator) -> None:
    when = {"effective_on": TODAY, "source": "", "by": by_operator, "at": NOW, "on": TODAY}
    village = find_region(YUNLIN)
    neighbour = find_region(XIAXI)
    assert village is not None
    assert neighbour is not None
    actions.merge_units(units=[village], into=neighbour, **when)
    lin = cast.client("township")
    page = lin.get(reverse("desk:region", args=["village", YUNLIN])).content.decode()
    assert "起已经撤销" in page
    assert reverse("desk:region", args=["village", XIAXI]) in page
    assert "登记一户" not in page
    assert reverse("desk:region", args=["village", YUNLIN]) not in lin.get(reverse("desk:home")).content.decode()
    county = cast.client("president").get(reverse("desk:region", args=["county", 350112000000])).content.decode()
    assert "长乐市（350182000000）" in county


def open_villages(first: int, last: int, by) -> None:
    for number in range(first, last):
        actions.open_unit(
            code=NEW + number, level=4, name=f"新村{number}", effective_on=TODAY, source="", by=by, at=NOW, on=TODAY
        )


@pytest.mark.parametrize("route", [("desk:divisions", []), ("desk:division", ["township", 350583103000])])
def test_a_list_of_twenty_units_or_changes_costs_as_many_queries_as_one_of_ten(
    keeper: Client, by_operator, route: tuple[str, list[object]]
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert keeper.get(reverse(route[0], args=route[1])).status_code == 200
        return len(captured)

    open_villages(0, 10, by_operator)
    ten = queries()
    open_villages(10, 20, by_operator)
    assert queries() == ten


def test_the_changes_of_a_list_stand_on_pages_at_the_same_cost(keeper: Client) -> None:
    def queries(count: int) -> int:
        upload(keeper, [*fujian(), *(row(NEW + n, f"新村{n}") for n in range(count))])
        address = reverse("desk:division-list", args=[RegionList.objects.latest("pk").pk])
        with CaptureQueriesContext(connection) as captured:
            page = keeper.get(address).content.decode()
        assert f"新村{count - 1} " in page or count > 50
        assert ("下一页" in page) == (count > 50)
        return len(captured)

    assert queries(10) == queries(20) == queries(60)
    last = keeper.get(reverse("desk:division-list", args=[RegionList.objects.latest("pk").pk]), {"start": "50"})
    assert "新村59" in last.content.decode()


def test_the_lists_that_were_uploaded_cost_the_same_for_twenty(keeper: Client) -> None:
    def queries(count: int) -> int:
        for n in range(count):
            RegionList.objects.create(file_name=str(n), content="", effective_on=TODAY, uploaded_at=NOW)
        with CaptureQueriesContext(connection) as captured:
            assert keeper.get(reverse("desk:division-lists")).status_code == 200
        return len(captured)

    assert queries(10) == queries(10)
