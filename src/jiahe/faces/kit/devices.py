"""Which device a request comes from: its address behind the proxies we trust, and what one would call it."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

# What stands in the name a browser gives itself → what people call it. The first that fits: Edge calls itself Chrome
# and Safari too, WeChat calls itself everything.
BROWSERS = (
    ("MicroMessenger", "微信"),
    ("HuaweiBrowser", "华为浏览器"),
    ("MiuiBrowser", "小米浏览器"),
    ("Edg", "Edge 浏览器"),
    ("QQBrowser", "QQ 浏览器"),
    ("Firefox", "火狐浏览器"),
    ("Chrome", "Chrome 浏览器"),
    ("Safari", "Safari 浏览器"),
)
SYSTEMS = (
    ("HarmonyOS", "鸿蒙设备"),
    ("OpenHarmony", "鸿蒙设备"),
    ("iPhone", "苹果手机"),
    ("iPad", "苹果平板"),
    ("Android", "安卓手机"),
    ("Windows", "Windows 电脑"),
    ("Macintosh", "苹果电脑"),
    ("Linux", "Linux 电脑"),
)
UNKNOWN = "不认识的设备"


def device_name(user_agent: str) -> str:
    """What one would call a device: Windows 电脑 · Edge 浏览器. Nothing that would tell it from its like."""
    names = [next((name for mark, name in table if mark in user_agent), "") for table in (SYSTEMS, BROWSERS)]
    return " · ".join(name for name in names if name) or UNKNOWN


def network_of(address: str) -> str:
    """The network of an address without its last parts: enough to tell the office from elsewhere, not whose it is."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return ""
    if parsed.version == 4:
        return ".".join(address.split(".")[:2]) + ".*.*"
    return ":".join(parsed.exploded.split(":")[:2]) + ":*"


def client_address(request: HttpRequest) -> str:
    """The address of who asks, as the outermost proxy we trust saw it. Without JIAHE_PROXIES it is who is connected.

    What stands further left in X-Forwarded-For was written by the visitor, who may write anything: it is not read.
    """
    connected = str(request.META.get("REMOTE_ADDR", ""))
    proxies: Sequence[str] = settings.JIAHE_PROXIES
    said = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if not proxies or not said:
        return connected
    hops = [*said, connected]
    if proxies[0].isdigit():
        return _address(hops[-int(proxies[0]) - 1] if len(hops) > int(proxies[0]) else "") or connected
    trusted = [ip_network(each, strict=False) for each in proxies]
    for hop in reversed(hops):
        address = _address(hop)
        if not address:
            return connected
        if not any(ip_address(address) in network for network in trusted):
            return address
    return connected


def counted_address(request: HttpRequest) -> str:
    """The address by which wrong passwords are counted: of IPv6 the network of one household, who may change the rest."""
    address = client_address(request)
    if ":" not in address:
        return address
    return str(ip_network(f"{address}/64", strict=False).network_address)


def _address(text: str) -> str:
    """An address without port or brackets; empty when it is none."""
    bare = text[1:].partition("]")[0] if text.startswith("[") else text
    bare = bare.partition(":")[0] if bare.count(":") == 1 else bare
    try:
        return str(ip_address(bare))
    except ValueError:
        return ""
