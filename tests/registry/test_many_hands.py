"""Several people at the same family, sheets that come again, and people who reach further than they may."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from jiahe.faces.cli.main import Fault as Sentence
from jiahe.faces.cli.main import run
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.facts.verification import verify
from jiahe.foundation.regions.models import Region
from jiahe.foundation.regions.queries import find_region
from jiahe.registry.actions import (
    Refused,
    add_household,
    add_person,
    edit_person,
    record_death,
    row_of,
    withdraw_death,
)
from jiahe.registry.enrolment import enrol
from jiahe.registry.imports import check_upload, confirm_upload, import_people
from jiahe.registry.models import Household, ImportRun, Person
from jiahe.registry.rows import Fault, PersonRow
from jiahe.registry.sheets import SheetError, read_sheet
from tests.conftest import Cast, furnish
from tests.contracts.test_commands import write_csv
from tests.foundation.threads import at_once
from tests.people import CHILD, FAMILY, HEAD, WIFE
from tests.places import NOW, TODAY, XIAXI, YUNLIN


@pytest.fixture
def lin(cast: Cast) -> Actor:
    """The worker of 芸林村."""
    return cast.actor("lin")


@pytest.fixture
def home(yunlin: Region, lin: Actor) -> Household:
    """The family, registered."""
    enrol(FAMILY, by=lin, at=NOW, on=TODAY, territory=yunlin)
    return Household.objects.get()


@pytest.fixture
def village(transactional_db: None) -> Region:
    """芸林村, where the transaction of every thread is real."""
    if not Region.objects.exists():  # a transactional test before this one emptied the tables
        furnish()
    found = find_region(YUNLIN)
    assert found is not None
    return found


def _facts_hold() -> None:
    assert verify(on=TODAY).differences == []


def test_a_sheet_of_a_township_cannot_write_into_another_township_by_naming_a_number(cast: Cast, by_operator) -> None:
    elsewhere = Region.objects.filter(level=4, code__range=(350583104000, 350583104999), has_data=True).first()
    assert elsewhere is not None
    stranger = replace(HEAD, residence_code=elsewhere.code, hukou_code=elsewhere.code)
    enrol([stranger], by=by_operator, at=NOW, on=TODAY, territory=elsewhere)
    outcome = enrol(
        [replace(stranger, residence_code=None, name="改过的名字")],
        by=cast.actor("township"), at=NOW, on=TODAY, territory=find_region(350583103000),
    )  # fmt: skip
    assert outcome.refused == 1
    assert Person.objects.get().name == HEAD.name


def test_adding_somebody_who_is_there_already_changes_nothing_of_him(home: Household, lin: Actor) -> None:
    again = replace(CHILD, line=1, relation="other", name="别的名字", note="新来的")
    with pytest.raises(Refused):
        add_person(household=home, row=again, by=lin, at=NOW, on=TODAY)
    child = Person.objects.get(birth_date=CHILD.birth_date)
    assert (child.relation, child.name, child.note) == ("daughter", "林小满", "")


def test_an_edit_keeps_the_death_that_another_worker_recorded_meanwhile(home: Household, lin: Actor) -> None:
    for one in list(Person.objects.filter(household=home).exclude(relation="head")):
        record_death(person=one, died_on=TODAY, by=lin, at=NOW, on=TODAY)
    early = Person.objects.select_related("household").get(relation="head")
    record_death(person=Person.objects.get(relation="head"), died_on=TODAY, by=lin, at=NOW, on=TODAY)
    edit_person(person=early, row=replace(row_of(early), occupation="教师"), by=lin, at=NOW, on=TODAY)
    head = Person.objects.get(relation="head")
    assert (head.death_date, head.occupation) == (TODAY, "教师")
    _facts_hold()


def test_heads_of_one_number_with_and_without_a_place_are_one_household(yunlin: Region, lin: Actor) -> None:
    first = replace(HEAD, residence_code=None, death_date=date(2020, 1, 1))
    rows = [first, replace(WIFE, relation="head")]
    assert enrol(rows, by=lin, at=NOW, on=TODAY, territory=yunlin).created == 2
    assert enrol(rows, by=lin, at=NOW, on=TODAY, territory=yunlin).unchanged == 2
    assert Household.objects.count() == 1


def test_a_second_sheet_cannot_bring_a_second_living_head(home: Household, yunlin: Region, lin: Actor) -> None:
    stranger = replace(HEAD, name="张三", id_number="", birth_date=date(1970, 1, 1), phone="")
    assert enrol([stranger], by=lin, at=NOW, on=TODAY, territory=yunlin).refused == 1
    assert Person.objects.filter(household=home).filter(relation="head").count() == 1


def test_a_child_nearly_as_old_as_the_head_cannot_be_added(home: Household, lin: Actor) -> None:
    row = PersonRow(relation="son", name="林大", sex="M", birth_date=date(1995, 1, 1))
    with pytest.raises(Refused):
        add_person(household=home, row=row, by=lin, at=NOW, on=TODAY)


def test_a_death_is_recorded_even_where_the_generations_do_not_fit(home: Household, lin: Actor) -> None:
    Person.objects.filter(relation="daughter").update(birth_date=date(1995, 1, 1))
    wife = Person.objects.get(relation="spouse")
    assert record_death(person=wife, died_on=TODAY, by=lin, at=NOW, on=TODAY).death_date == TODAY


def test_a_child_of_the_new_head_is_not_linked_to_the_head_who_died(home: Household, lin: Actor) -> None:
    record_death(
        person=Person.objects.filter(household=home).get(relation="head"),
        died_on=date(2020, 1, 1),
        by=lin,
        at=NOW,
        on=TODAY,
    )
    wife = Person.objects.filter(household=home).get(relation="spouse")
    edit_person(person=wife, row=replace(row_of(wife), relation="head"), by=lin, at=NOW, on=TODAY)
    row = PersonRow(relation="son", name="小宝", sex="M", birth_date=TODAY)
    child = add_person(household=home, row=row, by=lin, at=NOW, on=TODAY, newborn=True)
    assert (child.father_id, child.mother_id) == (None, wife.pk)


def test_a_head_mended_later_finds_his_family(yunlin: Region, lin: Actor, by_operator) -> None:
    township = find_region(350583103000)
    wrong = replace(HEAD, id_number=HEAD.id_number[:-1] + ("1" if HEAD.id_number[-1] != "1" else "2"))
    wife = replace(WIFE, residence_code=XIAXI, id_number="")
    fault = Fault(HEAD.line, "id_number", "x")
    enrol([wrong, wife], by=by_operator, at=NOW, on=TODAY, territory=township, faults=[fault])
    enrol([HEAD, wife], by=by_operator, at=NOW, on=TODAY, territory=township)
    assert Person.objects.count() == 2
    assert Household.objects.count() == 1


def test_one_person_with_and_without_a_number_comes_in_once(yunlin: Region, lin: Actor) -> None:
    rows = [HEAD, replace(HEAD, line=9, id_number="")]
    first = enrol(rows, by=lin, at=NOW, on=TODAY, territory=yunlin)
    second = enrol(rows, by=lin, at=NOW, on=TODAY, territory=yunlin)
    assert (first.created, first.refused) == (1, 1)
    assert (second.unchanged, second.refused) == (1, 1)


def test_a_household_sent_twice_by_a_double_click_is_registered_once(yunlin: Region, lin: Actor) -> None:
    head = PersonRow(name="林建国", sex="M", birth_date=date(1990, 3, 5))
    add_household(village=yunlin, head=head, address="", by=lin, at=NOW, on=TODAY)
    with pytest.raises(Refused):
        add_household(village=yunlin, head=head, address="", by=lin, at=NOW, on=TODAY)
    assert Household.objects.count() == 1


@pytest.mark.differs
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("numbered", [True, False])
def test_the_same_sheet_imported_twice_at_once_comes_in_once(numbered: bool, village: Region, cast: Cast) -> None:
    lin = cast.actor("lin")
    rows = [
        replace(
            row,
            household_number=str(n),
            line=n * 10 + i,
            phone="",
            name=f"{row.name}{'甲乙丙丁'[n % 4]}",
            id_number="",
        )
        for n in range(300)
        for i, row in enumerate(FAMILY)
    ]
    if numbered:
        rows = FAMILY
    outcomes = []
    at_once(3, lambda _: outcomes.append(enrol(rows, by=lin, at=NOW, on=TODAY, territory=village)))
    assert Person.objects.count() == len(rows)
    assert sum(o.created for o in outcomes) == len(rows)
    _facts_hold()


@pytest.mark.differs
@pytest.mark.django_db(transaction=True)
def test_the_same_member_added_twice_at_once_is_there_once(village: Region, cast: Cast) -> None:
    lin = cast.actor("lin")
    enrol(FAMILY, by=lin, at=NOW, on=TODAY, territory=village)
    home = Household.objects.get()
    row = PersonRow(relation="son", name="小宝", sex="M", birth_date=TODAY)
    refused = []

    def add(_: int) -> None:
        try:
            add_person(household=home, row=row, by=lin, at=NOW, on=TODAY)
        except Refused as error:
            refused.append(error)

    at_once(4, add)
    assert (Person.objects.filter(household=home).count(), len(refused)) == (4, 3)
    _facts_hold()


@pytest.mark.differs
@pytest.mark.django_db(transaction=True)
def test_the_same_changes_imported_twice_at_once_are_counted_once(village: Region, cast: Cast) -> None:
    lin = cast.actor("lin")
    enrol(FAMILY, by=lin, at=NOW, on=TODAY, territory=village)
    rows = [replace(row, hukou_code=XIAXI) for row in FAMILY]
    at_once(4, lambda _: enrol(rows, by=lin, at=NOW, on=TODAY, territory=village) and None)
    _facts_hold()


@pytest.mark.differs
@pytest.mark.django_db(transaction=True)
def test_households_registered_at_once_get_numbers_of_their_own(village: Region, cast: Cast) -> None:
    lin = cast.actor("lin")

    def add(n: int) -> None:
        head = PersonRow(name="林" + "甲乙丙丁"[n], sex="M", birth_date=date(1970 + n, 1, 1))
        add_household(village=village, head=head, address="", by=lin, at=NOW, on=TODAY)

    at_once(4, add)
    assert Household.objects.count() == 4
    _facts_hold()


def test_withdrawing_a_death_beside_a_new_head_is_refused_in_words(home: Household, lin: Actor, cast: Cast) -> None:
    head = record_death(
        person=Person.objects.filter(household=home).get(relation="head"), died_on=TODAY, by=lin, at=NOW, on=TODAY
    )
    wife = Person.objects.filter(household=home).get(relation="spouse")
    edit_person(person=wife, row=replace(row_of(wife), relation="head"), by=lin, at=NOW, on=TODAY)
    with pytest.raises(Refused):
        withdraw_death(person=head, by=lin, at=NOW, on=TODAY)
    answer = cast.client("lin").post(f"/desk/people/{head.pk}/death/withdraw/", follow=True)
    assert answer.status_code == 200
    assert "户主" in answer.content.decode()


@pytest.mark.differs
@pytest.mark.django_db
def test_a_search_with_a_sign_no_database_keeps_finds_nobody(home: Household, cast: Cast) -> None:
    assert cast.client("lin").post("/desk/search/", {"q": "林\0建"}).status_code == 200


def test_a_code_in_digits_of_another_script_is_refused_in_words(home: Household, cast: Cast) -> None:
    head = Person.objects.filter(household=home).get(relation="head")
    answer = cast.client("lin").post(f"/desk/people/{head.pk}/", {"hukou_code": "፩" * 12})
    assert answer.status_code == 422
    assert "请填写 12 位村居编码" in answer.content.decode()


def test_a_sheet_confirmed_twice_at_once_keeps_the_result_of_the_first(
    yunlin: Region, lin: Actor, tmp_path: Path
) -> None:
    content = write_csv(tmp_path / "people.csv", FAMILY).read_bytes()
    run, _ = check_upload(content, file_name="people.csv", region=yunlin, by=lin, at=NOW, on=TODAY)
    kept = Path(settings.HOME) / "files" / f"{run.sheet_id}.sealed"
    sealed, second = kept.read_bytes(), ImportRun.objects.get()
    confirm_upload(run, by=lin, at=NOW, on=TODAY)
    kept.write_bytes(sealed)  # as if the second had read it before the first was done
    confirm_upload(second, by=lin, at=NOW, on=TODAY)
    assert ImportRun.objects.get().created == len(FAMILY)


def _workbook(path: Path, rows: str) -> Path:
    """A workbook of one sheet whose cells do not say where they stand."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    packages = "http://schemas.openxmlformats.org/package/2006"
    link = '<Relationships xmlns="{}/relationships"><Relationship Id="r1" Type="{}/{}" Target="{}"/></Relationships>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", f'<Types xmlns="{packages}/content-types"/>')
        packed.writestr("_rels/.rels", link.format(packages, kind, "officeDocument", "xl/workbook.xml"))
        packed.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{kind}"><sheets>'
            '<sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        packed.writestr("xl/_rels/workbook.xml.rels", link.format(packages, kind, "worksheet", "worksheets/sheet1.xml"))
        packed.writestr(
            "xl/worksheets/sheet1.xml", f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'
        )
    return path


def _cells(*texts: str) -> str:
    return "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts)


HEADINGS = _cells("户编号", "与户主关系", "姓名", "性别", "出生日期")


def test_cells_that_do_not_say_where_they_stand_are_read(tmp_path: Path) -> None:
    rows = f"<row>{HEADINGS}</row><row>{_cells('1', '户主', '林建国', '男', '1990-03-05')}</row>"
    assert [row.name for row in read_sheet(_workbook(tmp_path / "a.xlsx", rows), on=TODAY).rows] == ["林建国"]


@pytest.mark.parametrize(
    "rows",
    [
        f"<row>{HEADINGS}{'<c><v>1</v></c>' * 60}</row><row>{_cells('1')}</row>",
        f'<row>{HEADINGS}</row><row r="1048576"><c><v>1</v></c></row>',
        f'<row>{HEADINGS}</row><row><c r="XFC2"/><c><v>1</v></c></row>',
    ],
)
def test_far_cells_that_do_not_say_where_they_stand_are_refused(rows: str, tmp_path: Path) -> None:
    with pytest.raises(SheetError, match="很远的地方"):
        read_sheet(_workbook(tmp_path / "far.xlsx", rows), on=TODAY)


def test_a_template_for_a_folder_that_is_not_there_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(Sentence, match="没有文件夹"):
        run(["people", "template", str(tmp_path / "none" / "x.xlsx")])


def test_a_sheet_whose_name_is_no_text_is_imported(yunlin: Region, lin: Actor, tmp_path: Path) -> None:
    sheet = write_csv(tmp_path / "people.csv", FAMILY).rename(tmp_path / "bad\udcff.csv")
    assert import_people(sheet, region=yunlin, by=lin, at=NOW, on=TODAY).created == len(FAMILY)
