"""The citizen identification number of GB 11643-1999."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from jiahe.registry import id_number

BIRTH_DATES = st.dates(date(1900, 1, 1), date(2030, 12, 31))
SEQUENCES = st.integers(0, 999)
SIGNS = "0123456789X"


@given(BIRTH_DATES, SEQUENCES)
def test_a_made_number_has_no_fault_and_gives_back_what_went_in(birth_date: date, sequence: int) -> None:
    number = id_number.make("999999", birth_date, sequence)
    assert id_number.fault_of(number) is None
    assert id_number.birth_date_of(number) == birth_date
    assert id_number.sex_of(number) == ("M" if sequence % 2 else "F")
    assert id_number.check_digit(number[:17]) == number[17]


def test_the_check_digit_is_the_one_of_the_worked_example_in_the_standard() -> None:
    assert id_number.check_digit("11010519491231002") == "X"


@given(BIRTH_DATES, SEQUENCES, st.integers(0, 17), st.sampled_from(SIGNS))
def test_any_change_of_one_place_is_found(birth_date: date, sequence: int, place: int, sign: str) -> None:
    number = id_number.make("999999", birth_date, sequence)
    assume(number[place] != sign)
    changed = number[:place] + sign + number[place + 1 :]
    assert id_number.fault_of(changed) is not None


@given(BIRTH_DATES, SEQUENCES, st.integers(0, 16))
def test_two_neighbours_that_changed_places_are_found(birth_date: date, sequence: int, place: int) -> None:
    number = id_number.make("999999", birth_date, sequence)
    assume(number[place] != number[place + 1])
    changed = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert id_number.fault_of(changed) is not None


@given(st.text(max_size=25))
def test_no_text_breaks_the_check_and_no_sentence_repeats_it(text: str) -> None:
    number = id_number.normalise(text)
    problem = id_number.fault_of(number)
    assert problem is not None
    assert len(number) < 6 or number not in problem


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ("999999900101001", "15位"),
        ("99999919900101001", "17位"),
        ("", "0位"),
        ("99999919900101A01X", "数字"),
        ("99999919900101001Y", "数字"),
        ("999999199002300013", "出生日期"),
        ("999999000000000013", "出生日期"),
    ],
)
def test_the_sentence_names_what_is_wrong(wrong: str, word: str) -> None:
    assert word in (id_number.fault_of(wrong) or "")


def test_a_wrong_check_digit_is_named() -> None:
    number = id_number.make("999999", date(1990, 1, 1), 1)
    wrong = number[:17] + ("0" if number[17] != "0" else "1")
    assert "校验位" in (id_number.fault_of(wrong) or "")


def test_spaces_full_width_digits_apostrophe_and_small_x_are_put_right() -> None:
    number = next(
        made for made in (id_number.make("999999", date(1990, 1, 1), n) for n in range(100)) if made.endswith("X")
    )
    wide = number.translate({ord(sign): ord(sign) + 0xFEE0 for sign in SIGNS})
    for typed in (wide, f"'{number}", f" {number[:6]} {number[6:14]} {number[14:]}\u3000", number.lower()):
        assert id_number.normalise(typed) == number


def test_a_birth_date_is_not_read_from_a_short_number() -> None:
    assert id_number.birth_date_of("999999199001") is None


@pytest.mark.parametrize(("region", "sequence"), [("99999", 1), ("99999A", 1), ("999999", 1000), ("999999", -1)])
def test_a_number_is_not_made_from_impossible_parts(region: str, sequence: int) -> None:
    with pytest.raises(ValueError, match="ID number"):
        id_number.make(region, date(1990, 1, 1), sequence)


def test_a_check_digit_is_not_computed_from_too_few_digits() -> None:
    with pytest.raises(ValueError, match="seventeen"):
        id_number.check_digit("9999")
