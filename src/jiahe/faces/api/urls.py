"""The API and its addresses. It has no page of documents: those that ninja brings load scripts from elsewhere."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError

from jiahe.faces.api.benefits import router
from jiahe.faces.api.calling import Refusal, refused, routes
from jiahe.faces.api.programmes import router as programmes
from jiahe.faces.api.stories import router as stories

api = NinjaAPI(
    title="家和 Jiahe",
    version="1",
    urls_namespace="api",
    docs_url=None,
    description="家庭能领什么：问一家，或者看登记的一户；有哪些项目；发布了的内容。",
)
api.add_router("", router)
api.add_router("", programmes)
api.add_router("", stories)
api.add_exception_handler(Refusal, refused)


@api.exception_handler(Http404)
def not_found(request: HttpRequest, fault: Exception) -> HttpResponse:
    """What is not there and what is not his look alike."""
    return refused(request, Refusal(404, "", "没有找到。"))


@api.exception_handler(PermissionDenied)
def not_allowed(request: HttpRequest, fault: Exception) -> HttpResponse:
    """An insider lacks the right; the sentence says which."""
    return refused(request, Refusal(403, "", str(fault)))


@api.exception_handler(ValidationError)
def not_understood(request: HttpRequest, fault: Exception) -> HttpResponse:
    """Something in the address cannot be read."""
    assert isinstance(fault, ValidationError)  # noqa: S101  # what it is registered for
    place = ".".join(str(part) for part in fault.errors[0]["loc"][1:])
    return refused(request, Refusal(422, place, "地址里这一项读不出来，请核对。"))


urlpatterns = routes(api)
