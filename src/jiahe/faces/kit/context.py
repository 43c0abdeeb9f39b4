"""What every page may ask of its request, with an answer where the view gave none."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from jiahe.faces.kit.display import THEMES, TYPES, display_of, page_to_return_to
from jiahe.faces.kit.signing import seconds_left


def page(request: HttpRequest) -> dict[str, Any]:
    """The navigation, the line under the name, who is signed in, how he wants to read, and whose name a printed page bears."""
    return {
        "navigation": getattr(request, "navigation", []),
        "post_line": getattr(request, "post_line", ""),
        "signed_in_name": str(request.user) if hasattr(request, "user") and request.user.is_authenticated else "",
        "idle_seconds": seconds_left(request),
        "display": display_of(request),
        "display_types": TYPES,
        "display_themes": THEMES,
        "association": f"{request.post.region.title}计划生育协会" if hasattr(request, "post") else "",
        "on_day": getattr(request, "on", None),
        "display_return": page_to_return_to(request),
    }
