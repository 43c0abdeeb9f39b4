"""Pictures of every page at 390 and 1440 px: `python -m tests.screens FOLDER [ACCOUNT …]`, of all or of some accounts."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, StorageState

from tests.browser import DESKTOP, PHONE, chromium, sign_in_resident, sign_in_staff
from tests.journeys.test_worker import upload, write_sheet
from tests.people import FAMILY, HEAD
from tests.provinces import fujian, row, without, write_list
from tests.served import Served, sample_province
from tests.staffing import write_accounts

VILLAGE = "/desk/regions/village/350583103201/"
SPLIT, PART = 350583103202, 350583103297  # 霞溪村, and what is split off it
PUBLIC = {
    "welcome": "/",
    "design": "/design/",
    "desk-sign-in": "/desk/sign-in/",
    "portal-sign-in": "/my/sign-in/",
    "forgotten": "/desk/forgotten/",
    "portal-claim": "/my/claim/",
    "due": "/my/due/",
    "policies": "/policies/",
    "policy": "/policies/maternity_leave/",
    "policy-quiet": "/policies/special_assistance/",
    "leave": "/my/leave/",
    "leave-maternity": "/my/leave/?kind=maternity",
    "services": "/services/",
    "service": "/services/three-talks-two-visits/",
    "sites": "/sites/",
    "serving": "/serving/",
    "stories": "/stories/",
    "story": "/stories/1/",
    "service-grant": "/services/golden-autumn/",
    "public-notices": "/notices/",
}
STAFF = {
    "yunlin": {
        "home": "/desk/",
        "village": VILLAGE,
        "rows": f"{VILLAGE}rows/births/",
        "people": f"{VILLAGE}people/",
        "people-narrowed": f"{VILLAGE}people/?category=elders&missing=phone",
        "duplicates": f"{VILLAGE}duplicates/",
        "rows-households": f"{VILLAGE}rows/households/",
        "household-add": f"{VILLAGE}new-household/",
        "search": "/desk/search/",
        "imports": "/desk/imports/",
        "exports": "/desk/exports/",
        "export-ask": f"{VILLAGE}export/?category=elders",
        "payments-village": "/desk/payments/",
        "payees-lacking": "/desk/payments/lacking/",
        "password": "/desk/password/",
        "post": "/desk/post/",
        "my-account": "/desk/account/",
        "authenticator": "/desk/account/authenticator/",
        "residents": "/desk/residents/",
        "cases": "/desk/cases/",
        "workforce-hours": "/desk/workforce/hours/",
        "case-new": "/desk/cases/new/",
        "case-visit": "/desk/cases/new/reception/",
        "not-found": "/desk/households/999999/",
        "screen-village": "/screen/",
    },
    "quanzhou": {
        "export-ask-long": "/desk/regions/city/350500000000/export/",
        "home-city": "/desk/",
        "region-city": "/desk/regions/city/350500000000/",
        "screen-city": "/screen/",
    },
    "nanan": {
        "programme": "/desk/programmes/three-talks-two-visits/",
        "screen-programme": "/screen/programmes/three-talks-two-visits/",
        "screen-programme-village": "/screen/programmes/three-talks-two-visits/village/350583103201/",
        "home-county": "/desk/",
        "agenda": "/desk/agenda/",
        "case-rows": "/desk/regions/county/350583000000/cases/cases_opened/",
        "settings": "/desk/settings/",
        "setting": "/desk/settings/three-talks-two-visits/",
        "setting-propose": "/desk/settings/three-talks-two-visits/county/350583000000/propose/",
        "sites": "/desk/sites/",
        "workforce": "/desk/workforce/",
        "worker": "/desk/workforce/1/",
        "workforce-waiting": "/desk/workforce/waiting/",
        "workforce-coverage": "/desk/workforce/coverage/",
        "worker-nominate": "/desk/workforce/new/",
        "desk-stories": "/desk/stories/",
        "desk-story": "/desk/stories/9/",
        "story-write": "/desk/stories/new/talks/",
        "lectures": "/desk/lectures/",
        "lecture": "/desk/lectures/1/",
        "lecture-record": "/desk/lectures/record/talks/leave/",
        "awareness": "/desk/lectures/rates/county/350583000000/",
        "accounts": "/desk/accounts/",
        "accounts-vacant": "/desk/accounts/vacant/",
        "accounts-place": "/desk/accounts/township/350583103000/",
        "accounts-roles": "/desk/accounts/roles/",
        "account-open": "/desk/accounts/village/350583103205/new/",
        "account-sheets": "/desk/accounts/sheets/",
        "my-posts": "/desk/post/mine/",
        "payments": "/desk/payments/",
        "batches": "/desk/payments/batches/",
        "batch": "/desk/payments/batches/1/",
        "batch-lines": "/desk/payments/batches/1/lines/",
        "batch-make": "/desk/payments/make/rural-reward/",
        "law": "/desk/law/",
        "law-number": "/desk/law/rural_reward/",
    },
    "huizhang": {
        "screen": "/screen/",
        "screen-births": "/screen/province/350000000000/?measure=births",
        "screen-county": "/screen/county/350583000000/",
        "screen-township": "/screen/township/350583103000/",
        "home-president": "/desk/",
    },
    "guanli": {
        "home-administrator": "/desk/",
        "jobs": "/desk/jobs/",
        "holidays": "/desk/holidays/",
        "holiday-notice": "/desk/holidays/notice/",
        "notices": "/desk/notices/",
        "divisions": "/desk/divisions/",
        "division-found": "/desk/divisions/?q=芸林",
        "division-province": "/desk/divisions/province/350000000000/",
        "division-county": "/desk/divisions/county/350404000000/",
        "division-village": "/desk/divisions/village/350583103201/",
        "division-merge": "/desk/divisions/village/350583103201/merge/",
        "division-split": "/desk/divisions/village/350583103201/split/",
        "division-open": "/desk/divisions/township/350583103000/open/",
        "division-lists": "/desk/divisions/lists/",
    },
    "xiaxi": {"home-split": "/desk/", "allotment": f"/desk/regions/village/{SPLIT}/allotment/"},
    "shenji": {"forbidden": VILLAGE},
}
HOUSEHOLD_PAGES = ("", "address/", "new-person/", "newborn/", "move/", "take-in/", "merge/", "act-for/", "benefits/")
PERSON_PAGES = ("", "death/", "reveal/", "events/", "events/hospital_stay/")


def take(page: Page, served: Served, name: str, path: str | None, folder: Path) -> None:
    """One picture of one page."""
    if path is not None:
        page.goto(served.url + path)
    if page.locator("[data-map]").count():
        page.locator("[data-map][data-drawn]").wait_for(timeout=15_000)
        page.wait_for_timeout(600)
    width = page.viewport_size["width"] if page.viewport_size else 0
    page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)


def walk(
    browser: Browser, served: Served, size: dict[str, int], folder: Path, resident: StorageState, only: set[str]
) -> None:
    """Every page at one size."""
    for name, path in PUBLIC.items() if not only else ():
        take(browser.new_page(viewport=size, locale="zh-CN"), served, name, path, folder)
    for username, pages in STAFF.items():
        if only and username not in only:
            continue
        page = browser.new_context(viewport=size, locale="zh-CN").new_page()
        sign_in_staff(page, served, username)
        for name, path in pages.items():
            take(page, served, name, path, folder)
        if username == "yunlin":
            walk_family(page, served, folder)
            walk_circumstances(page, served, folder)
            walk_import(page, served, folder)
            walk_duplicates(page, served, folder)
            walk_several(page, served, folder)
            walk_export(page, served, folder)
        if username == "nanan":
            walk_accounts(page, served, folder)
        if username == "guanli":
            walk_list(page, served, folder)
    if only and "resident" not in only:
        return
    walk_code(browser.new_page(viewport=size, locale="zh-CN"), served, folder)
    page = browser.new_context(viewport=size, locale="zh-CN", storage_state=resident).new_page()
    walk_resident(page, served, folder)


RESIDENT_PAGES = {
    "family": "/my/",
    "my-serving": "/my/serving/",
    "join-serving": "/my/serving/join/",
    "cases": "/my/cases/",
    "case-ask": "/my/cases/ask/reception/",
    "benefits": "/my/benefits/",
    "calendar": "/my/calendar/",
    "messages": "/my/messages/",
    "looks": "/my/looks/",
    "mine": "/my/mine/",
    "devices": "/my/mine/devices/",
    "phone": "/my/mine/phone/",
    "my-data": "/my/mine/data/",
    "keeping": "/my/mine/keeping/",
    "delete": "/my/mine/delete/",
    "consents": "/my/consents/",
}


def walk_resident(page: Page, served: Served, folder: Path) -> None:
    """The pages of a resident: her family, her record and its mending, her consents, her requests."""
    for name, path in RESIDENT_PAGES.items():
        take(page, served, f"portal-{name}", path, folder)
    page.locator(".link-list a").first.click()
    take(page, served, "portal-consent-to", None, folder)
    page.goto(f"{served.url}/my/mine/")
    record = page.locator("a[href*='/my/people/']").first.get_attribute("href") or ""
    take(page, served, "portal-record", record, folder)
    take(page, served, "portal-correct", f"{record}correct/occupation/", folder)
    page.locator("[name=value]").fill("茶农")
    page.get_by_role("button").last.click()
    take(page, served, "portal-request", None, folder)
    take(page, served, "portal-requests", "/my/requests/", folder)


def walk_family(page: Page, served: Served, folder: Path) -> None:
    """The pages of one household, reached as a worker reaches them."""
    page.goto(served.url + VILLAGE)
    page.locator(".household-card a").first.click()
    household = page.url
    take(page, served, "household", None, folder)
    person = page.get_by_role("link", name="修改").nth(0).get_attribute("href") or ""
    for part in HOUSEHOLD_PAGES[1:]:
        take(page, served, f"household-{part.strip('/')}", household.removeprefix(served.url) + part, folder)
    for part in PERSON_PAGES:
        take(page, served, f"person-{part.strip('/').replace('/', '-') or 'edit'}", person + part, folder)
    overtake(page, served.url + person)
    take(page, served, "person-overtaken", None, folder)
    page.goto(household + "new-person/")
    page.get_by_label("姓名").fill("林")
    page.get_by_role("button", name="保存").click()
    take(page, served, "person-add-wrong", None, folder)
    page.goto(served.url + "/desk/search/")
    page.locator("#search-text").fill("林")
    page.get_by_role("button", name="搜索").click()
    take(page, served, "search-found", None, folder)


def overtake(page: Page, person: str) -> None:
    """Two workers change the same thing of one person; the second is told."""
    colleague = page.context.new_page()
    for each in (page, colleague):
        each.goto(person)
        each.locator("details:has([name=occupation]) > summary").click()
    for each, said in ((colleague, f"教师{page.viewport_size['width']}"), (page, "务农")):  # type: ignore[index]
        each.locator("[name=occupation]").fill(said)
        each.get_by_role("button", name="保存", exact=True).click()
        each.wait_for_load_state("networkidle")
    colleague.close()


def walk_circumstances(page: Page, served: Served, folder: Path) -> None:
    """Work, school and health of one person: not known yet, asked, answered wrongly, known."""
    page.goto(served.url + VILLAGE)
    page.locator(".household-card a").first.click()
    page.get_by_role("link", name=re.compile("的情况$")).first.click()
    page.get_by_role("heading", level=1, name=re.compile("工作、上学和健康")).wait_for()
    known = page.url
    take(page, served, "circumstances-unknown", None, folder)  # at the second size some of it is known already
    for kind, said in (("employment", "employee"), ("insured_months", "900"), ("vaccination", "influenza")):
        page.goto(f"{known}{kind}/")
        if kind == "employment":
            page.locator(f"[name=value][value={said}]").check()
        elif kind == "vaccination":
            page.locator("[name=value]").select_option(value=said)
        else:
            page.locator("[name=value]").fill(said)
        page.locator("[name=since]").fill("2025-03-01")
        take(page, served, f"circumstance-{kind.replace('_', '-')}", None, folder)
        page.get_by_role("button", name="记下").click()
        if kind == "insured_months":
            take(page, served, "circumstance-wrong", None, folder)
    page.goto(known)
    take(page, served, "circumstances", None, folder)


def walk_import(page: Page, served: Served, folder: Path) -> None:
    """A sheet with one row that cannot be: checked, then done."""
    spoilt = replace(HEAD, household_number="002", id_number=HEAD.id_number[:-1] + "?", phone="")
    with TemporaryDirectory() as place:
        upload(page, served, write_sheet(Path(place) / "芸林村.xlsx", [*FAMILY, spoilt]))
    take(page, served, "import-checked", None, folder)
    confirm = page.get_by_role("button", name="确认导入")
    if confirm.count():
        confirm.click()
        page.get_by_text("已导入", exact=True).wait_for()
    else:  # done at the other size already
        page.goto(served.url + "/desk/imports/")
        page.get_by_role("row", name="已导入").get_by_role("link").first.click()
        page.get_by_text("已导入", exact=True).wait_for()
    take(page, served, "import-done", None, folder)


def walk_duplicates(page: Page, served: Served, folder: Path) -> None:
    """Somebody who stands twice, in a sheet with a column of a name of its own; then taken back."""
    twice = [replace(HEAD, household_number=f"D{n}", name="郑重复", id_number="", phone="") for n in (1, 2)]
    with TemporaryDirectory() as place:
        sheet = write_sheet(Path(place) / "重复.xlsx", twice, unknown="干啥的")
        upload(page, served, sheet)
        take(page, served, "import-headings", None, folder)
        page.get_by_role("button", name="确认导入").click()
        page.get_by_text("已导入", exact=True).wait_for()
    imported = page.url
    take(page, served, "duplicates-found", f"{VILLAGE}duplicates/", folder)
    page.get_by_role("link", name="比一比").first.click()
    take(page, served, "duplicate", None, folder)
    page.goto(imported)
    page.get_by_role("button", name="撤销这次导入").click()
    page.get_by_text("这次导入已经撤销").wait_for(timeout=60_000)
    take(page, served, "import-undone", None, folder)


def walk_several(page: Page, served: Served, folder: Path) -> None:
    """One field of two people changed at once."""
    page.goto(f"{served.url}{VILLAGE}people/")
    for tick in page.get_by_role("checkbox").all()[:2]:
        tick.check()
    page.get_by_label("把哪一项").select_option(label="文化程度")
    page.get_by_label("改成").select_option(value="education:primary")
    page.get_by_role("button", name="一起改").click()
    page.get_by_role("table").wait_for()
    take(page, served, "people-edited", None, folder)


def walk_list(page: Page, served: Served, folder: Path) -> None:
    """A list of the year: what is wrong with it, and what it would change."""
    rows = [*without(fujian(), 350583103203), row(PART, "霞东村委会"), row(350583103298, "芸东村委会")]
    rows = [{**each, "name": "新芸村委会"} if each["code"] == "350583103204" else each for each in rows]
    for name, successors in (("division-list-wrong", ""), ("division-list", f"350583103203,{SPLIT}")):
        page.goto(served.url + "/desk/divisions/lists/")
        with TemporaryDirectory() as place:
            page.get_by_label("全省名单").set_input_files(write_list(Path(place) / "2026 年名单.csv", rows))
            pairs = Path(place) / "接收对照表.csv"
            pairs.write_text(f"old_code,new_code\n{successors}\n", encoding="utf-8")
            page.locator("[name=successors]").set_input_files(pairs)
            page.get_by_role("button", name="看看会变什么").click()
            page.get_by_role("heading", name="2026 年名单.csv").wait_for()
        take(page, served, name, None, folder)


def split_a_village(browser: Browser, served: Served) -> None:
    """霞溪村 has families and is split, so that its worker has a worklist."""
    for village in (SPLIT, 350583103203):
        served.run("synth", "--region", str(village), "--households", "12", "--seed", str(village % 1000))
    page = browser.new_context(viewport=DESKTOP).new_page()
    sign_in_staff(page, served, "guanli")
    page.goto(f"{served.url}/desk/divisions/village/{SPLIT}/split/")
    page.locator("[name=parts]").fill(f"{PART} 霞东村委会")
    page.locator("[name=source]").fill("南政文〔2026〕3号")
    page.get_by_role("button", name="记下拆分").click()
    page.get_by_text("拆分已经记下").wait_for()


def walk_accounts(page: Page, served: Served, folder: Path) -> None:
    """An account that was just opened, with its hand-over and its stand-in; a sheet with one faulty line, checked."""
    width = page.viewport_size["width"] if page.viewport_size else 0
    page.goto(f"{served.url}/desk/accounts/village/350583103205/new/")
    page.get_by_label("姓名").fill("叶新来")
    page.get_by_label("账号").fill(f"ye.{width}")
    page.get_by_role("button", name="开账号").click()
    page.locator(".number-shown").wait_for()
    take(page, served, "account", None, folder)
    account = page.url
    for name, link in (("hand-over", "交接"), ("stand-in", "找人代班"), ("give-post", "再给一个岗位")):
        page.goto(account)
        page.get_by_role("link", name=link).first.click()
        take(page, served, name, None, folder)
    with TemporaryDirectory() as place:
        rows = [("350583103206", "叶二", "13900000022", "sheet.a"), ("350583103207", "叶三", "123", "sheet.b")]
        page.goto(f"{served.url}/desk/accounts/sheets/")
        page.get_by_label("填好的表格").set_input_files(write_accounts(Path(place) / "英都镇.xlsx", rows))
        page.get_by_role("button", name="检查这份表格").click()
        page.get_by_role("heading", name="英都镇").wait_for()
    take(page, served, "account-sheet", None, folder)


def walk_export(page: Page, served: Served, folder: Path) -> None:
    """A short list, made at once and ready to be saved."""
    page.goto(f"{served.url}{VILLAGE}export/?category=elders")
    page.get_by_role("button", name="生成名单").click()
    page.get_by_role("link", name="下载名单").wait_for()
    take(page, served, "export-ready", None, folder)


def walk_code(page: Page, served: Served, folder: Path) -> None:
    """The page that asks for the code; a number of its own for each size, since a code is sent once a minute."""
    width = page.viewport_size["width"] if page.viewport_size else 0
    page.goto(served.url + "/my/sign-in/")
    page.get_by_label("手机号码").fill(f"138{width:08d}")
    page.get_by_role("button", name="发验证码给我").click()
    page.wait_for_url(served.url + "/my/code/")
    take(page, served, "portal-code", None, folder)


def main() -> int:
    """Write the pictures."""
    folder, only = Path(sys.argv[1] if len(sys.argv) > 1 else "screens"), set(sys.argv[2:])
    folder.mkdir(parents=True, exist_ok=True)
    with sample_province(2000) as served, chromium() as browser:
        first = browser.new_context(viewport=PHONE).new_page()
        sign_in_resident(first, served)
        split_a_village(browser, served)
        resident = first.context.storage_state()  # one code a minute: both sizes share the session
        for size in (PHONE, DESKTOP):
            walk(browser, served, size, folder, resident, only)
            if size == PHONE:
                print("390 px 拍好了", flush=True)
    print(f"{len(list(folder.glob('*.png')))} 张在 {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
