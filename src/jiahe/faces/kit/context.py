"""What every page may ask of its request, with an answer where the view gave none."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    """The navigation, the line under the name, and who is signed in."""
    return {
        "navigation": getattr(request, "navigation", []),
        "post_line": getattr(request, "post_line", ""),
        "signed_in_name": str(request.user) if hasattr(request, "user") and request.user.is_authenticated else "",
    }
