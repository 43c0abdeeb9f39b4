"""The permission table: each route with its owner, who may open it, the place it belongs to and its journey.

``place`` is where the thing behind the route stands. Who reaches that place and has the rights gets in (200, or the
redirect named); who reaches it and lacks one gets 403; everybody else gets 404. Rights are read from the view itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from tests.places import YUNLIN

PROVINCE, CITY, COUNTY, TOWNSHIP = 350000000000, 350500000000, 350583000000, 350583103000
WORKER = "tests/journeys/test_worker.py::test_a_worker_imports_a_sheet_and_looks_after_a_family"
YEAR = "tests/journeys/test_year.py::test_a_worker_follows_a_family_through_a_year"
CIRCUMSTANCES = (
    "tests/journeys/test_circumstances.py::test_a_worker_records_work_school_and_health_and_takes_a_slip_back"
)
LIST = "tests/journeys/test_list.py::test_a_worker_narrows_a_list_and_changes_several_people_at_once"
LARGE = "tests/journeys/test_large_import.py::test_a_township_imports_a_large_sheet_and_undoes_it"
EXPORT = "tests/journeys/test_export.py::test_a_city_asks_for_a_long_list_the_president_approves_and_it_is_saved"
CHANGED_LAW = "tests/journeys/test_proposals.py::test_a_county_raises_a_standard_and_the_city_publishes_it"
SETTINGS = "tests/journeys/test_today.py::test_a_county_sets_a_programme_and_a_second_person_approves_it"
TODAY_OF_A_TOWNSHIP = "tests/journeys/test_today.py::test_a_township_opens_the_numbers_of_today_and_helps"
TALKS = "three-talks-two-visits"
PAYMENTS = "tests/journeys/test_payments.py::test_a_county_pays_the_city_checks_and_the_bank_answers"
SITES = "tests/journeys/test_sites.py::test_a_county_opens_a_site_and_inspects_it_and_a_resident_finds_it"
WORKFORCE = (
    "tests/journeys/test_workforce.py::test_a_matchmaker_is_nominated_accepted_certified_and_her_door_closes_and_opens"
)
VOLUNTEER = "tests/journeys/test_workforce.py::test_a_resident_offers_herself_and_the_village_confirms_her_hours"
JOBS = "tests/journeys/test_administrator.py::test_an_administrator_looks_after_the_work_behind_the_pages"
HOLIDAYS = "tests/journeys/test_administrator.py::test_an_administrator_enters_the_holidays_of_next_year"
LEAVE = "tests/journeys/test_calendar.py::test_anybody_reckons_a_leave"
RESIDENT = "tests/journeys/test_resident.py::test_a_resident_signs_in_and_sees_her_family"
CONSENT = "tests/journeys/test_residents.py::test_a_resident_agrees_sees_who_looked_and_takes_a_consent_back"
CLAIM = "tests/journeys/test_residents.py::test_a_stranger_asks_to_be_bound_and_the_worker_confirms"
CORRECTION = "tests/journeys/test_residents.py::test_a_correction_is_asked_for_and_accepted"
PHONE = "tests/journeys/test_residents.py::test_a_resident_changes_her_phone"
HELPED = "tests/journeys/test_residents.py::test_a_worker_acts_for_a_family_without_a_phone"
CHECK = "tests/faces/api/test_check.py::test_a_family_is_answered_as_the_command_answers_it"
CATALOGUE = "tests/faces/api/test_catalogue.py::test_the_catalogue_has_every_benefit_with_its_versions_and_documents"
HOUSEHOLD_CALLED = "tests/faces/api/test_household.py::test_a_post_reads_what_the_page_of_the_household_says"
CASES = "tests/journeys/test_cases.py::test_a_mother_is_heard_the_village_asks_above_a_department_settles_it"
GRANT = "tests/journeys/test_golden_autumn.py::test_a_family_asks_papers_are_brought_it_is_public_and_paid"
VISITOR = "tests/journeys/test_cases.py::test_a_visitor_without_a_phone_is_heard_at_the_village"
PROGRAMMES = "tests/faces/api/test_programmes.py::test_the_programmes_are_listed_as_the_command_lists_them"
STORIES = "tests/journeys/test_stories.py::test_a_county_writes_another_reviews_and_a_resident_reads"
LECTURES = "tests/journeys/test_stories.py::test_a_lecture_is_recorded_and_the_rate_opens_into_it"
WRITTEN_UP = "tests/journeys/test_stories.py::test_a_closed_case_becomes_a_story"
PUBLISHED = "tests/faces/api/test_stories.py::test_the_published_stories_are_listed_and_read"
LAW = "tests/journeys/test_law.py::test_a_county_looks_up_what_a_number_of_the_law_was"
DUE_OF_A_FAMILY = "tests/journeys/test_due.py::test_a_resident_and_her_worker_read_the_same_of_her_family"
DUE = "tests/journeys/test_due.py::test_anybody_sees_in_a_minute_what_a_family_is_due"
CALENDAR = "tests/journeys/test_calendar.py::test_a_resident_reads_what_comes_and_lets_her_phone_subscribe_to_it"
PRESIDENT = "tests/journeys/test_president.py::test_the_president_walks_from_the_map_to_the_rows"
NEWCOMER = "tests/journeys/test_newcomer.py::test_a_newcomer_sees_the_house_and_its_components"
SPLIT = "tests/journeys/test_administrator.py::test_a_village_is_split_and_its_worker_says_who_belongs_where"
KEEPER = "tests/journeys/test_administrator.py::test_an_administrator_merges_two_villages_and_brings_the_yearly_list"
READER = "tests/journeys/test_reading.py::test_somebody_chooses_large_letters_and_dark_on_her_phone"
SIGN_IN = "tests/journeys/test_sign_in.py::test_a_secretary_proves_herself_with_her_phone_and_with_a_paper_code"
AWAY = "tests/journeys/test_sign_in.py::test_a_worker_comes_back_after_lunch_and_what_she_typed_is_still_there"
PASSKEY = "tests/journeys/test_sign_in.py::test_a_secretary_signs_in_with_a_passkey_and_nothing_else"

OPENING = "tests/journeys/test_accounts.py::test_a_county_secretary_opens_accounts_for_a_township_from_a_sheet"
STANDING = "tests/journeys/test_accounts.py::test_a_colleague_stands_in_for_a_day"
HANDING = "tests/journeys/test_accounts.py::test_a_post_is_handed_over_while_its_holder_works"
FORGOTTEN = "tests/journeys/test_accounts.py::test_a_worker_who_forgot_her_password_gets_another"

# Refused with a sentence, on the page one came from.
CLAIM_OF_NOBODY = {"benefit": "childcare_subsidy", "person": "0"}
Audience = Literal["public", "staff", "resident"]


@dataclass(frozen=True, slots=True)
class Route:
    """One route: how to reach it and who may."""

    name: str
    audience: Audience
    journey: str
    place: int | None = None
    arguments: tuple[Any, ...] = ()
    post: dict[str, str] | None = None
    opens: int = 200
    personal: bool = True  # whether a staff member without any right at all is kept out
    query: str = field(default="")
    managed: int | None = None  # the unit of a post or account: whoever manages accounts above it gets in
    whose: str = ""  # the resident whose thing it is; to the others it is not there


ROUTES = [
    Route("welcome", "public", NEWCOMER),
    Route("healthz", "public", NEWCOMER),
    Route("api:check-benefits", "public", CHECK, post={}, opens=422),
    Route("api:benefits", "public", CATALOGUE),
    Route("api:family-schema", "public", CATALOGUE),
    Route("api:household-benefits", "staff", HOUSEHOLD_CALLED, YUNLIN, ("household",)),
    Route("api:openapi-json", "public", CATALOGUE),
    Route("api:api-root", "public", CATALOGUE, opens=404),
    Route("policies", "public", DUE),
    Route("policy", "public", DUE, arguments=("childcare_subsidy",)),
    Route("services", "public", CASES),
    Route("service", "public", CASES, arguments=("three-talks-two-visits",)),
    Route("api:programmes", "public", PROGRAMMES),
    Route("api:programme", "public", PROGRAMMES, arguments=("three-talks-two-visits",)),
    Route("portal:cases", "resident", CASES),
    Route("portal:ask-case", "resident", CASES, arguments=("reception",)),
    Route("portal:case", "resident", CASES, arguments=("case",), whose="resident"),
    Route("portal:case-letter", "resident", GRANT, arguments=("case", "receipt"), whose="resident"),
    Route("portal:add-case-paper", "resident", GRANT, arguments=("case",), post={}, opens=422, whose="resident"),
    Route("portal:case-paper", "resident", GRANT, arguments=("grant", "paper"), whose="resident"),
    Route("portal:act-case", "resident", CASES, arguments=("case", "rate"), post={}, opens=422, whose="resident"),
    Route("desk:cases", "staff", CASES),
    Route("desk:bulk-cases", "staff", VISITOR, post={}, opens=422),
    Route("desk:case-bulk", "staff", VISITOR, arguments=("case_bulk",)),
    Route("desk:save-case-bulk", "staff", VISITOR, arguments=("case_bulk",)),
    Route("desk:new-case", "staff", VISITOR),
    Route("desk:case-visit", "staff", VISITOR, arguments=("reception",)),
    Route("desk:case-of", "staff", VISITOR, YUNLIN, ("person", "reception")),
    Route("desk:case", "staff", CASES, YUNLIN, ("case",)),
    Route("desk:case-letter", "staff", GRANT, YUNLIN, ("case", "receipt")),
    Route("desk:add-case-paper", "staff", GRANT, YUNLIN, ("case",), post={}, opens=422),
    Route("desk:case-paper", "staff", GRANT, YUNLIN, ("grant", "paper")),
    Route("public-notices", "public", GRANT),
    Route("desk:act-case", "staff", CASES, YUNLIN, ("case", "finish"), post={}, opens=422),
    Route("desk:programme", "staff", VISITOR, arguments=("three-talks-two-visits",)),
    Route("screen:programme", "staff", VISITOR, arguments=("three-talks-two-visits",)),
    Route("stories", "public", STORIES),
    Route("story", "public", STORIES, arguments=("story",)),
    Route("api:stories", "public", PUBLISHED),
    Route("api:story", "public", PUBLISHED, arguments=("story",)),
    Route("desk:stories", "staff", STORIES),
    Route("desk:write-story", "staff", STORIES, arguments=("talks",)),
    Route("desk:story", "staff", STORIES, COUNTY, ("story",)),
    Route("desk:edit-story", "staff", STORIES, COUNTY, ("draft_story",)),
    Route("desk:act-story", "staff", STORIES, COUNTY, ("draft_story", "submit"), post={}, opens=422),
    Route("desk:review-story", "staff", STORIES, COUNTY, ("draft_story", "publish"), post={}, opens=422),
    Route("desk:write-case-up", "staff", WRITTEN_UP, YUNLIN, ("case",), post={}, opens=302),
    Route("desk:lectures", "staff", LECTURES),
    Route("desk:choose-lecture", "staff", LECTURES),
    Route("desk:record-lecture", "staff", LECTURES, arguments=("talks", "leave")),
    Route("desk:lecture", "staff", LECTURES, YUNLIN, ("lecture",)),
    Route("desk:correct-lecture", "staff", LECTURES, YUNLIN, ("lecture",)),
    Route("desk:strike-lecture", "staff", LECTURES, YUNLIN, ("lecture",), post={}, opens=422),
    Route("desk:awareness", "staff", LECTURES, COUNTY, ("county", COUNTY)),
    Route("desk:awareness", "staff", LECTURES, YUNLIN, ("village", YUNLIN)),
    Route(
        "screen:programme-unit",
        "staff",
        TODAY_OF_A_TOWNSHIP,
        TOWNSHIP,
        ("three-talks-two-visits", "township", TOWNSHIP),
    ),
    Route("sites", "public", SITES),
    Route("site", "public", SITES, arguments=("site",)),
    Route("serving", "public", VOLUNTEER),
    Route("portal:serving", "resident", VOLUNTEER),
    Route("portal:join-serving", "resident", VOLUNTEER),
    Route("portal:own-hours", "resident", VOLUNTEER, arguments=("own_worker",), whose="resident"),
    Route("kit:design", "public", NEWCOMER),
    Route("kit:display", "public", READER, post={"type": "elder"}, opens=302),
    Route("kit:stay", "public", AWAY),
    Route("desk:kept-form", "staff", AWAY, opens=302, personal=False),
    Route("desk:sign-in", "public", WORKER),
    Route("desk:forgotten", "public", FORGOTTEN),
    Route("portal:due", "public", DUE),
    Route("portal:leave", "public", LEAVE),
    Route("portal:benefits", "resident", DUE_OF_A_FAMILY),
    Route("portal:claim-benefit", "resident", DUE_OF_A_FAMILY, post=CLAIM_OF_NOBODY, opens=302),
    Route("portal:calendar", "resident", CALENDAR),
    Route("portal:subscribe-calendar", "resident", CALENDAR, post={}, opens=302),
    Route("portal:unsubscribe-calendar", "resident", CALENDAR, post={}, opens=302),
    Route("calendar-feed", "public", CALENDAR, arguments=("a-secret-nobody-has",), opens=404),
    Route("portal:sign-in", "public", RESIDENT),
    Route("portal:code", "public", RESIDENT, opens=302),
    Route("portal:family", "resident", RESIDENT),
    Route("portal:which", "public", RESIDENT, opens=302),
    Route("portal:consent", "resident", CONSENT, opens=302),
    Route("portal:consents", "resident", CONSENT),
    Route("portal:consent-to", "resident", CONSENT, arguments=("person", "health"), whose="resident"),
    Route(
        "portal:answer-consent",
        "resident",
        CONSENT,
        arguments=("person", "health"),
        post={},
        opens=302,
        whose="resident",
    ),
    Route("portal:not-me", "resident", CLAIM),
    Route("portal:claim", "public", CLAIM),
    Route("portal:claim-code", "public", CLAIM, opens=302),
    Route("portal:claim-sent", "public", CLAIM),
    Route("portal:mine", "resident", CONSENT),
    Route("portal:phone", "resident", PHONE),
    Route("portal:phone-codes", "resident", PHONE, opens=302),
    Route("portal:my-data", "resident", CONSENT),
    Route("portal:take-data", "resident", CONSENT, post={}),
    Route("portal:keeping", "resident", CONSENT),
    Route("portal:delete", "resident", CORRECTION),
    Route("portal:stop-helper", "resident", HELPED, arguments=("helper",), post={}, opens=302, whose="resident"),
    Route("portal:devices", "resident", PHONE),
    Route("portal:end-other-sign-ins", "resident", PHONE, post={}, opens=302),
    Route(
        "portal:end-sign-in", "resident", PHONE, arguments=("resident_sign_in",), post={}, opens=302, whose="resident"
    ),
    Route("portal:looks", "resident", CONSENT),
    Route("portal:record", "resident", CORRECTION, arguments=("person",), whose="resident"),
    Route("portal:correct", "resident", CORRECTION, arguments=("person", "occupation"), whose="resident"),
    Route("portal:requests", "resident", CORRECTION),
    Route("portal:request", "resident", CORRECTION, arguments=("request",), whose="resident"),
    Route(
        "portal:take-back-request", "resident", CORRECTION, arguments=("request",), post={}, opens=302, whose="resident"
    ),
    Route("portal:sign-out", "resident", RESIDENT, post={}, opens=302),
    Route("desk:sign-out", "staff", WORKER, post={}, opens=302, personal=False),
    Route("desk:password", "staff", WORKER, personal=False),
    Route("desk:my-account", "staff", SIGN_IN, personal=False),
    Route("desk:second-step", "public", SIGN_IN, opens=302),
    Route("desk:passkey-sign-in", "public", PASSKEY, post={}, opens=302),
    Route("desk:passkey-question", "public", PASSKEY, post={}),
    Route("desk:confirm", "staff", SIGN_IN, personal=False),
    Route("desk:authenticator", "staff", SIGN_IN, personal=False),
    Route("desk:drop-authenticator", "staff", SIGN_IN, post={}, opens=302, personal=False),
    Route("desk:recovery-codes", "staff", SIGN_IN, post={}, opens=302, personal=False),
    Route("desk:second-step-asked", "staff", SIGN_IN, personal=False),
    Route("desk:add-passkey", "staff", PASSKEY, personal=False),
    Route("desk:remove-passkey", "staff", PASSKEY, arguments=("passkey",), post={}, opens=302),
    Route("desk:end-sign-in", "staff", SIGN_IN, arguments=("sign_in",), post={}, opens=302),
    Route("desk:end-other-sign-ins", "staff", SIGN_IN, post={}, opens=302, personal=False),
    Route("desk:choose-post", "staff", WORKER, personal=False),
    Route("desk:home", "staff", WORKER, personal=False),
    Route("desk:agenda", "staff", TODAY_OF_A_TOWNSHIP, personal=False),
    Route("desk:agenda-place", "staff", TODAY_OF_A_TOWNSHIP, TOWNSHIP, ("township", TOWNSHIP)),
    Route("desk:case-rows", "staff", TODAY_OF_A_TOWNSHIP, YUNLIN, ("village", YUNLIN, "cases_opened")),
    Route("desk:settings", "staff", SETTINGS),
    Route("desk:setting", "staff", SETTINGS, arguments=(TALKS,)),
    Route("desk:setting-place", "staff", SETTINGS, TOWNSHIP, (TALKS, "township", TOWNSHIP)),
    Route("desk:propose-setting", "staff", SETTINGS, TOWNSHIP, (TALKS, "township", TOWNSHIP)),
    Route("desk:setting-proposal", "staff", SETTINGS, COUNTY, ("setting",)),
    Route("desk:answer-setting", "staff", SETTINGS, COUNTY, ("setting",), post={}, opens=422),
    Route("desk:withdraw-setting", "staff", SETTINGS, COUNTY, ("own_setting",), post={}, opens=302),
    Route("desk:search", "staff", WORKER),
    Route("desk:region", "staff", PRESIDENT, PROVINCE, ("province", PROVINCE)),
    Route("desk:region", "staff", PRESIDENT, CITY, ("city", CITY)),
    Route("desk:region", "staff", WORKER, YUNLIN, ("village", YUNLIN)),
    Route("desk:rows", "staff", PRESIDENT, COUNTY, ("county", COUNTY, "people")),
    Route("desk:rows", "staff", PRESIDENT, YUNLIN, ("village", YUNLIN, "households")),
    Route("desk:add-household", "staff", WORKER, YUNLIN, (YUNLIN,)),
    Route("desk:household", "staff", WORKER, YUNLIN, ("household",)),
    Route("desk:edit-address", "staff", WORKER, YUNLIN, ("household",)),
    Route("desk:add-person", "staff", WORKER, YUNLIN, ("household",)),
    Route("desk:add-newborn", "staff", WORKER, YUNLIN, ("household",)),
    Route("desk:edit-person", "staff", WORKER, YUNLIN, ("person",)),
    Route("desk:relatives", "staff", WORKER, YUNLIN, ("person",), post={}, opens=302),
    Route("desk:death", "staff", WORKER, YUNLIN, ("person",)),
    Route("desk:withdraw-death", "staff", WORKER, YUNLIN, ("person",), post={}, opens=302),
    Route("desk:reveal", "staff", WORKER, YUNLIN, ("person",)),
    Route("desk:events", "staff", YEAR, YUNLIN, ("person",)),
    Route("desk:record-event", "staff", YEAR, YUNLIN, ("person", "move_out")),
    Route("desk:circumstances", "staff", CIRCUMSTANCES, YUNLIN, ("person",)),
    Route("desk:record-circumstance", "staff", CIRCUMSTANCES, YUNLIN, ("person", "employment")),
    Route("desk:withdraw-circumstance", "staff", CIRCUMSTANCES, YUNLIN, ("circumstance",), post={}, opens=302),
    Route("desk:end-event", "staff", YEAR, YUNLIN, ("event",)),
    Route("desk:withdraw-event", "staff", YEAR, YUNLIN, ("event",), post={}, opens=302),
    Route("desk:move", "staff", YEAR, YUNLIN, ("household",)),
    Route("desk:take-in", "staff", YEAR, YUNLIN, ("household",)),
    Route("desk:merge-households", "staff", YEAR, YUNLIN, ("household",)),
    Route("desk:undo-move", "staff", YEAR, YUNLIN, ("move",), post={}, opens=302),
    Route("desk:undo-household-merge", "staff", YEAR, YUNLIN, ("household_merge",), post={}, opens=302),
    Route("desk:undo-person-merge", "staff", YEAR, YUNLIN, ("person_merge",), post={}, opens=302),
    Route("desk:people", "staff", LIST, COUNTY, ("county", COUNTY)),
    Route("desk:people", "staff", LIST, YUNLIN, ("village", YUNLIN)),
    Route("desk:edit-people", "staff", LIST, YUNLIN, ("village", YUNLIN), post={}, opens=422),
    Route("desk:duplicates", "staff", YEAR, COUNTY, ("county", COUNTY)),
    Route("desk:duplicates", "staff", YEAR, YUNLIN, ("village", YUNLIN)),
    Route("desk:duplicate", "staff", YEAR, YUNLIN, ("alike", "alike_too")),
    Route("desk:allotment", "staff", SPLIT, YUNLIN, (YUNLIN,)),
    Route("desk:divisions", "staff", KEEPER),
    Route("desk:division", "staff", KEEPER, PROVINCE, ("province", PROVINCE)),
    Route("desk:division", "staff", KEEPER, YUNLIN, ("village", YUNLIN)),
    Route("desk:change-division", "staff", KEEPER, YUNLIN, ("village", YUNLIN, "merge")),
    Route("desk:change-division", "staff", KEEPER, TOWNSHIP, ("township", TOWNSHIP, "open")),
    Route("desk:division-lists", "staff", KEEPER, PROVINCE),
    Route("desk:division-list", "staff", KEEPER, PROVINCE, ("region_list",)),
    Route("desk:notices", "staff", EXPORT, personal=False),
    Route("desk:read-notices", "staff", EXPORT, post={}, opens=302, personal=False),
    Route("desk:notice", "staff", EXPORT, arguments=("notice",), opens=302),
    Route("portal:messages", "resident", RESIDENT),
    Route("portal:message", "resident", RESIDENT, arguments=("message",), opens=302, whose="resident"),
    Route("desk:holidays", "staff", HOLIDAYS, PROVINCE),
    Route("desk:holiday-notice", "staff", HOLIDAYS, PROVINCE),
    Route("desk:remove-holiday", "staff", HOLIDAYS, PROVINCE, ("2026-10-01",), post={}, opens=302),
    Route("desk:jobs", "staff", JOBS, PROVINCE),
    Route("desk:cancel-job", "staff", JOBS, PROVINCE, ("job",), post={}, opens=302),
    Route("desk:retry-job", "staff", JOBS, PROVINCE, ("job",), post={}, opens=302),
    Route("desk:sites", "staff", SITES),
    Route("desk:add-site", "staff", SITES),
    Route("desk:site", "staff", SITES, YUNLIN, ("site",)),
    Route("desk:edit-site", "staff", SITES, YUNLIN, ("site",)),
    Route("desk:renew-plaque", "staff", SITES, YUNLIN, ("site",)),
    Route("desk:inspect-site", "staff", SITES, YUNLIN, ("site",)),
    Route("desk:site-qr", "staff", SITES, YUNLIN, ("site",)),
    Route("desk:site-state", "staff", SITES, YUNLIN, ("site", "pause")),
    Route("desk:workforce", "staff", WORKFORCE),
    Route("desk:save-workforce", "staff", WORKFORCE),
    Route("desk:workforce-coverage", "staff", WORKFORCE),
    Route("desk:nominate-worker", "staff", WORKFORCE),
    Route("desk:workforce-waiting", "staff", WORKFORCE),
    Route("desk:workforce-hours", "staff", VOLUNTEER),
    Route("desk:worker", "staff", WORKFORCE, YUNLIN, ("service_worker",)),
    Route("desk:edit-worker", "staff", WORKFORCE, YUNLIN, ("service_worker",)),
    Route("desk:review-worker", "staff", WORKFORCE, YUNLIN, ("service_worker",)),
    Route("desk:certify-worker", "staff", WORKFORCE, YUNLIN, ("service_worker",)),
    Route("desk:withdraw-credential", "staff", WORKFORCE, YUNLIN, ("credential",)),
    Route("desk:assign-worker", "staff", WORKFORCE, YUNLIN, ("service_worker",)),
    Route("desk:end-assignment", "staff", WORKFORCE, YUNLIN, ("assignment",), post={}, opens=302),
    Route("desk:record-hours", "staff", WORKFORCE, YUNLIN, ("service_worker",)),
    Route("desk:worker-phone", "staff", WORKFORCE, YUNLIN, ("service_worker",)),
    Route("desk:worker-state", "staff", WORKFORCE, YUNLIN, ("service_worker", "rest")),
    Route("desk:imports", "staff", WORKER),
    Route("desk:import-template", "staff", WORKER),
    Route("desk:import-run", "staff", WORKER, arguments=("import_run",)),
    Route("desk:import-progress", "staff", LARGE, arguments=("import_run",)),
    Route("desk:import-headings", "staff", LARGE, arguments=("import_run",), post={}, opens=302),
    Route("desk:import-report", "staff", LARGE, arguments=("import_run",), opens=302),
    Route("desk:undo-import", "staff", LARGE, arguments=("import_run",), post={}, opens=302),
    Route("desk:residents", "staff", CORRECTION),
    Route("desk:resident-request", "staff", CORRECTION, YUNLIN, ("request",)),
    Route("desk:answer-resident", "staff", CORRECTION, YUNLIN, ("request",), post={}, opens=422),
    Route("desk:law", "staff", LAW),
    Route("desk:save-law", "staff", LAW),
    Route("desk:law-number", "staff", LAW, arguments=("rural_reward",)),
    Route("desk:benefits", "staff", DUE_OF_A_FAMILY, YUNLIN, ("household",)),
    Route("desk:claim-benefit", "staff", DUE_OF_A_FAMILY, YUNLIN, ("household",), post=CLAIM_OF_NOBODY, opens=302),
    Route("desk:act-for", "staff", HELPED, YUNLIN, ("household",)),
    Route("desk:consents-for", "staff", HELPED, YUNLIN, ("person",)),
    Route("desk:helper-for", "staff", HELPED, YUNLIN, ("person",)),
    Route("desk:end-helper", "staff", HELPED, YUNLIN, ("helper",), post={}, opens=302),
    Route("desk:delete-for", "staff", HELPED, YUNLIN, ("person",)),
    Route("desk:release-phone", "staff", HELPED, YUNLIN, ("person",)),
    Route("desk:file", "staff", EXPORT, arguments=("file",)),
    Route("desk:exports", "staff", EXPORT),
    Route("desk:ask-export", "staff", EXPORT, COUNTY, ("county", COUNTY)),
    Route("desk:ask-export", "staff", EXPORT, YUNLIN, ("village", YUNLIN)),
    Route("desk:export", "staff", EXPORT, YUNLIN, ("export",)),
    Route("desk:export-progress", "staff", EXPORT, YUNLIN, ("export",)),
    Route("desk:answer-export", "staff", EXPORT, YUNLIN, ("export",), post={}, opens=422),
    Route("desk:payments", "staff", PAYMENTS),
    Route("desk:payees-lacking", "staff", PAYMENTS),
    Route("desk:payee", "staff", PAYMENTS, YUNLIN, ("person",)),
    Route("desk:batches", "staff", PAYMENTS),
    Route("desk:make-batch", "staff", PAYMENTS, arguments=("golden-autumn",)),
    Route("desk:batch", "staff", PAYMENTS, COUNTY, ("batch",)),
    Route("desk:batch-progress", "staff", PAYMENTS, COUNTY, ("batch",)),
    Route("desk:batch-lines", "staff", PAYMENTS, COUNTY, ("batch",)),
    Route("desk:answer-batch", "staff", PAYMENTS, COUNTY, ("batch",), post={}, opens=422),
    Route("desk:withdraw-batch", "staff", PAYMENTS, COUNTY, ("batch",), post={}, opens=302),
    Route("desk:bank-file", "staff", PAYMENTS, COUNTY, ("sent_batch",)),
    Route("desk:bring-result", "staff", PAYMENTS, COUNTY, ("sent_batch",), post={}, opens=422),
    Route("desk:payment-result", "staff", PAYMENTS, COUNTY, ("payment_result",)),
    Route("desk:payment-result-progress", "staff", PAYMENTS, COUNTY, ("payment_result",)),
    Route("desk:take-result", "staff", PAYMENTS, COUNTY, ("payment_result",), post={}, opens=302),
    Route("desk:leave-result", "staff", PAYMENTS, COUNTY, ("payment_result",), post={}, opens=302),
    Route("desk:proposals", "staff", CHANGED_LAW),
    Route("desk:propose", "staff", CHANGED_LAW, arguments=("childcare_subsidy",)),
    Route("desk:propose-rule", "staff", CHANGED_LAW, PROVINCE, ("childcare_subsidy", "2025-01-01")),
    Route("desk:proposal", "staff", CHANGED_LAW, arguments=("proposal",)),
    Route("desk:proposal-progress", "staff", CHANGED_LAW, arguments=("proposal",)),
    Route("desk:answer-proposal", "staff", CHANGED_LAW, arguments=("proposal",), post={}, opens=422),
    Route("desk:withdraw-proposal", "staff", CHANGED_LAW, arguments=("own_proposal",), post={}, opens=302),
    Route("desk:accounts", "staff", OPENING),
    Route("desk:account-sheets", "staff", OPENING),
    Route("desk:account-template", "staff", OPENING),
    Route("desk:account-sheet", "staff", OPENING, arguments=("account_sheet",)),
    Route("desk:account-sheet-progress", "staff", OPENING, arguments=("account_sheet",)),
    Route("desk:account-sheet-result", "staff", OPENING, arguments=("account_sheet",), post={}, opens=302),
    Route("desk:accounts-vacant", "staff", OPENING),
    Route("desk:accounts-roles", "staff", OPENING),
    Route("desk:accounts-place", "staff", OPENING, TOWNSHIP, ("township", TOWNSHIP)),
    Route("desk:open-account", "staff", OPENING, YUNLIN, ("village", YUNLIN)),
    Route("desk:account", "staff", HANDING, managed=YUNLIN, arguments=("account",)),
    Route("desk:reset-factors", "staff", HANDING, managed=YUNLIN, arguments=("account",), post={}, opens=302),
    Route("desk:reset-password", "staff", HANDING, managed=YUNLIN, arguments=("account",), post={}, opens=302),
    Route(
        "desk:set-account-active",
        "staff",
        HANDING,
        managed=YUNLIN,
        arguments=("account",),
        post={"active": "yes"},
        opens=302,
    ),
    Route("desk:give-post", "staff", HANDING, managed=YUNLIN, arguments=("account",)),
    Route("desk:end-holding", "staff", HANDING, managed=YUNLIN, arguments=("holding",)),
    Route("desk:hand-over", "staff", HANDING, managed=YUNLIN, arguments=("holding",)),
    Route("desk:name-stand-in", "staff", STANDING, managed=YUNLIN, arguments=("holding",)),
    Route("desk:my-posts", "staff", STANDING, personal=False),
    Route("screen:home", "staff", PRESIDENT, opens=302),
    Route("screen:unit", "staff", PRESIDENT, PROVINCE, ("province", PROVINCE)),
    Route("screen:unit", "staff", PRESIDENT, CITY, ("city", CITY)),
    Route("screen:unit", "staff", PRESIDENT, COUNTY, ("county", COUNTY)),
    Route("screen:unit", "staff", PRESIDENT, TOWNSHIP, ("township", TOWNSHIP)),
    Route("screen:unit", "staff", PRESIDENT, YUNLIN, ("village", YUNLIN)),
    Route("screen:boundaries", "staff", PRESIDENT, arguments=("province", PROVINCE)),
]
