"""Addresses as pictures that a phone's camera reads."""

from __future__ import annotations

import io

import segno
from django.utils.safestring import SafeString, mark_safe


def picture_of(address: str) -> SafeString:
    """An address as SVG that stands in the page."""
    out = io.BytesIO()
    segno.make(address, error="m").save(
        out, kind="svg", xmldecl=False, svgns=False, nl=False, scale=6, border=2, dark="#000", light="#fff",
        svgclass="qr", lineclass=None, title="二维码", omitsize=True,
    )  # fmt: skip
    return mark_safe(out.getvalue().decode())  # noqa: S308  # made of squares by us; the address is not in it as text
