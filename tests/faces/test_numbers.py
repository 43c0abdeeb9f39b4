"""Whole numbers in an address: what is none, or too long for a row of a database, opens the first page."""

from __future__ import annotations

import pytest
from django.urls import reverse

from jiahe.faces.kit.numbers import whole_number, whole_numbers

SPOILT = ("", "x", "-1", "1.5", "\u00b2", "\u0663", " 7", "9" * 19, "9" * 5000)
PLACE = "/desk/regions/village/350583103201/"
# Pages that go by a number of the address, by who opens them, and the name of the number.
PAGES = {
    "lin": [
        (f"{PLACE}people/", "after"), (f"{PLACE}rows/people/", "before"), (reverse("desk:residents"), "after"),
        (reverse("desk:notices"), "before"),
    ],
    "administrator": [(reverse("desk:holidays"), "year"), (reverse("desk:divisions"), "start"), (reverse("desk:jobs"), "before")],
}  # fmt: skip


def test_a_whole_number_is_written_in_the_digits_of_every_keyboard_and_not_too_long() -> None:
    assert whole_number("350583") == 350583
    assert whole_number("9" * 18) == 10**18 - 1
    assert [whole_number(text) for text in SPOILT] == [None] * len(SPOILT)
    assert whole_number("12345", digits=4) is None
    assert whole_numbers(["3", "x", "1", "\u0663"]) == [3, 1]


@pytest.mark.django_db
@pytest.mark.parametrize(("who", "path", "name"), [(who, *page) for who, pages in PAGES.items() for page in pages])
def test_a_spoilt_number_in_an_address_opens_the_page_as_without_it(
    cast, yunlin, who: str, path: str, name: str
) -> None:
    client = cast.client(who)
    for text in SPOILT[1:]:
        assert client.get(path, {name: text}).status_code == 200, (path, text)


@pytest.mark.django_db
def test_a_stand_in_that_no_number_names_is_not_found(cast) -> None:
    for text in SPOILT:
        assert cast.client("lin").post(reverse("desk:my-posts"), {"holding": text}).status_code == 404, text
