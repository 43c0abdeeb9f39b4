"""How somebody wants to read: the size of letters and the colours. Remembered in a cookie that says nothing else."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from jiahe.faces.kit.addresses import safe_path

COOKIE = "jiahe_display"
YEAR = 365 * 24 * 3600  # seconds
TYPES = {"usual": "平常", "elder": "长辈版"}
THEMES = {"light": "浅色", "dark": "深色", "device": "跟随设备"}


@dataclass(frozen=True, slots=True)
class Display:
    """A choice: ``type`` one of TYPES, ``theme`` one of THEMES."""

    type: str = "usual"
    theme: str = "device"

    @property
    def color_scheme(self) -> str:
        """What the browser's own parts, fields and scroll bars, may look like."""
        return "light dark" if self.theme == "device" else self.theme

    def changed(self, type_: str = "", theme: str = "") -> Display:
        """The choice with one of its halves changed; a word that is no choice changes nothing."""
        return replace(
            self,
            type=type_ if type_ in TYPES else self.type,
            theme=theme if theme in THEMES else self.theme,
        )


def display_of(request: HttpRequest) -> Display:
    """What this browser has chosen; the usual one, following the device, when it never did."""
    type_, _, theme = request.COOKIES.get(COOKIE, "").partition(".")
    return Display().changed(type_, theme)


def remember(response: HttpResponseBase, display: Display) -> None:
    """Keep the choice in this browser for a year."""
    response.set_cookie(
        COOKIE,
        f"{display.type}.{display.theme}",
        max_age=YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def page_to_return_to(request: HttpRequest) -> str:
    """The path that shows this page again: its own, or for the answer to a form the page the form stood on."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    return safe_path(request, request.headers.get("Referer", "")) or "/"
