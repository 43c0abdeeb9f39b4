"""Where a request comes from: the address behind trusted proxies, and what a device is called."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client, RequestFactory
from django.urls import reverse

from jiahe import environment
from jiahe.faces.kit.devices import client_address, device_name, network_of
from jiahe.foundation.accounts.models import OneTimeCode

VISITOR, INNER, OUTER = "203.0.113.9", "10.0.0.5", "10.0.0.6"


@pytest.mark.parametrize(
    ("proxies", "said", "address"),
    [
        ([], "", INNER),
        ([], VISITOR, INNER),  # nobody is believed who was not named
        (["1"], VISITOR, VISITOR),
        (["1"], f"192.0.2.1, {VISITOR}", VISITOR),
        (["2"], f"192.0.2.1, {VISITOR}, {OUTER}", VISITOR),
        (["2"], VISITOR, INNER),  # one proxy fewer than was named: the one who is connected
        (["1"], "not an address", INNER),
        (["1"], "203.0.113.9:51234", VISITOR),
        (["1"], "[2001:db8::9]:443", "2001:db8::9"),
        (["10.0.0.0/8"], f"192.0.2.1, {VISITOR}, {OUTER}", VISITOR),
        (["10.0.0.5/32"], f"{VISITOR}, {OUTER}", OUTER),
        (["10.0.0.0/8"], f"{OUTER}", INNER),
        (["192.0.2.0/24"], VISITOR, INNER),  # the one who is connected is no proxy of ours
    ],
)
def test_the_address_is_the_one_the_outermost_trusted_proxy_saw(
    rf: RequestFactory, settings, proxies: list[str], said: str, address: str
) -> None:
    settings.JIAHE_PROXIES = proxies
    request = rf.get("/", REMOTE_ADDR=INNER, **({"HTTP_X_FORWARDED_FOR": said} if said else {}))
    assert client_address(request) == address


@pytest.mark.parametrize(
    ("given", "kept"),
    [("", []), ("0", []), ("2", ["2"]), ("10.0.0.5,10.1.0.0/16", ["10.0.0.5/32", "10.1.0.0/16"])],
)
def test_the_setting_is_a_number_or_addresses(monkeypatch, given: str, kept: list[str]) -> None:
    monkeypatch.setenv("JIAHE_PROXIES", given)
    assert environment.proxies("JIAHE_PROXIES") == kept


@pytest.mark.parametrize("given", ["many", "10.0.0.5,2", "300.1.1.1"])
def test_a_setting_that_is_neither_is_refused_in_words(monkeypatch, given: str) -> None:
    monkeypatch.setenv("JIAHE_PROXIES", given)
    with pytest.raises(ImproperlyConfigured, match="代理"):
        environment.proxies("JIAHE_PROXIES")


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Linux; Android 12; HarmonyOS) Chrome/114 HuaweiBrowser/15", "鸿蒙设备 · 华为浏览器"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) Safari/604.1 MicroMessenger/8.0", "苹果手机 · 微信"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Linux 电脑 · 火狐浏览器"),
        ("curl/8", "不认识的设备"),
        ("", "不认识的设备"),
    ],
)
def test_a_device_has_the_name_people_give_it(agent: str, name: str) -> None:
    assert device_name(agent) == name


@pytest.mark.parametrize(
    ("address", "network"), [("203.0.113.9", "203.0.*.*"), ("2001:db8::9", "2001:0db8:*"), ("", ""), ("x", "")]
)
def test_only_the_network_of_an_address_is_kept(address: str, network: str) -> None:
    assert network_of(address) == network


@pytest.mark.django_db
def test_one_network_gets_thirty_codes_an_hour_and_another_still_gets_its_own() -> None:
    def ask(number: int, address: str) -> int:
        return Client(REMOTE_ADDR=address).post(reverse("portal:sign-in"), {"phone": f"139{number:08d}"}).status_code

    assert [ask(n, VISITOR) for n in range(31)] == [302] * 30 + [422]
    assert ask(99, "198.51.100.7") == 302
    assert all(VISITOR.encode() not in bytes(code.address_index) for code in OneTimeCode.objects.all())
