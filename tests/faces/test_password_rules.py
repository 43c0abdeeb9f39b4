"""A new password: the rules stand on the page, and what is wrong is said so that it can be mended."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from jiahe.foundation.accounts.actions import change_password, open_account
from jiahe.foundation.accounts.actor import operator
from jiahe.foundation.accounts.models import PastPassword, User
from jiahe.foundation.accounts.password_rules import RULES
from tests.places import NOW

pytestmark = pytest.mark.django_db
PAGE = reverse("desk:password")


@pytest.fixture
def lin(db: None) -> User:
    """林美玉, whose account is meiyu."""
    user, _ = open_account(username="meiyu", name="林美玉", password="warm-tea-and-rain", by=operator(), at=NOW)
    return user


def change(user: User, password: str) -> None:
    change_password(user=user, password=password, by=operator(), at=NOW)


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("tea-rain", "至少要 10 个字"),
        ("1234567890", "很多人都在用"),
        ("qwertyuiop1234", "太有规律"),
        ("aaaaaaaaaaaa", "太有规律"),
        ("98765432109876", "太有规律"),
        ("warm-MeiYu-tea", "您的账号"),
        ("雨天喝茶林美玉真好", "至少要 10 个字"),
        ("雨天喝茶林美玉真好啊", "您的姓名"),
        ("tea-linmeiyu-rain", "您的账号"),
        ("tea-19800105-rain", "生日"),
        ("tea-13900000012-rain", "手机号码"),
        ("warm-tea-and-rain", "用过了"),
    ],
)
def test_what_is_easily_guessed_is_refused_with_the_reason(lin: User, password: str, sentence: str) -> None:
    with pytest.raises(ValidationError) as refused:
        change(lin, password)
    assert sentence in "".join(refused.value.messages)
    assert User.objects.get(pk=lin.pk).check_password("warm-tea-and-rain")


@pytest.mark.parametrize(
    "password", ["green-hills-at-dusk", "山里的茶泡三遍才香甜", "tea 12345 rain river", "20261399-tea-cup"]
)
def test_a_few_words_that_have_nothing_to_do_with_one_are_taken(lin: User, password: str) -> None:
    change(lin, password)
    assert User.objects.get(pk=lin.pk).check_password(password)


def test_the_pinyin_of_a_name_is_found_either_way_round(db: None) -> None:
    user, _ = open_account(username="u-77", name="林美玉", password="warm-tea-and-rain", by=operator(), at=NOW)
    for password in ("tea-linmeiyu-rain", "tea-meiyulin-rain"):
        with pytest.raises(ValidationError, match="拼音"):
            change(user, password)


def test_the_last_five_are_not_taken_again_and_the_sixth_is(lin: User) -> None:
    words = [f"{word}-hills-at-dusk" for word in ("green", "brown", "white", "black", "golden")]
    for word in words:
        change(lin, word)
    for word in words:
        with pytest.raises(ValidationError, match="用过了"):
            change(lin, word)
    change(lin, "warm-tea-and-rain")
    assert PastPassword.objects.filter(user=lin).count() == 5


def test_the_rules_stand_on_the_page_and_the_fault_at_its_field(cast) -> None:
    client = cast.client("lin")
    page = client.get(PAGE).content.decode()
    assert all(rule in page for rule in RULES)
    answer = client.post(PAGE, {"password": "tea-rain", "again": "tea-rain"})
    assert answer.status_code == 422
    assert "至少要 10 个字" in answer.content.decode()
    assert 'value="tea-rain"' not in answer.content.decode()
