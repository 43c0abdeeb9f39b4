"""Who is at the other end of a request, and when: the one place where pages ask the clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from jiahe.faces.kit.display import page_to_return_to
from jiahe.faces.kit.kept import keep_form
from jiahe.foundation.accounts.actor import Actor, in_post
from jiahe.foundation.accounts.directory import last_holding
from jiahe.foundation.accounts.factors import asked_until, has_second_step, must_have_second_step
from jiahe.foundation.accounts.models import Post, User
from jiahe.foundation.accounts.queries import posts_of
from jiahe.foundation.accounts.rights import Right
from jiahe.registry.residents.consents import must_be_asked
from jiahe.registry.subjects import phone_mark, resident_actor

POST_KEY = "post_id"
LATER_KEY = "second_step_later"
PHONE_MARK_KEY = "phone_mark"
P = ParamSpec("P")


class ActingRequest(HttpRequest):
    """A request after the middleware: with its moment, its day in China, and for signed-in people the actor."""

    at: datetime
    on: date
    actor: Actor
    post: Post
    navigation: list[Any]
    post_line: str
    shown_out: User  # whose sign-in was found to be over by this request


Page = Callable[Concatenate[ActingRequest, P], HttpResponseBase]
View = Callable[..., HttpResponseBase]


def acting_user(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: give each request its moment; everything below takes time as an argument."""

    def middleware(request: HttpRequest) -> HttpResponse:
        moment = timezone.now()
        request.at = moment  # type: ignore[attr-defined]  # ActingRequest, from here on
        request.on = timezone.localdate(moment)  # type: ignore[attr-defined]  # ActingRequest, from here on
        return get_response(request)

    return middleware


def staff_page(*rights: Right, any_post: bool = True) -> Callable[[Page[P]], View]:
    """A page for staff. Strangers are asked to sign in; to a resident the page does not exist.

    ``rights`` names what the page's queries and actions ask for; they stand beside the route in the permission table.
    The check itself is theirs, because only they know whether somebody is a stranger (404) or lacks a right (403).
    """

    def decorate(page: Page[P]) -> View:
        @wraps(page)
        def view(request: ActingRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            user = request.user
            if not isinstance(user, User):
                if request.method == "POST" and hasattr(request, "shown_out"):
                    keep_form(request, user=request.shown_out, at=request.at)
                return redirect_to_login(page_to_return_to(request), reverse("desk:sign-in"))
            if not user.is_staff_member:
                raise Http404
            if user.must_change_password and any_post:
                return redirect("desk:password")
            post = _chosen_post(request, user)
            if post is None and any_post:
                return _post_gone(request, user) or redirect("desk:choose-post")
            if any_post and post is not None and _lacks_second_step(request, user, post):
                return redirect("desk:second-step-asked")
            if post is not None:
                request.session.setdefault(POST_KEY, post.pk)
                request.post, request.actor = post, in_post(user, post)
            return page(request, *args, **kwargs)

        view.rights = rights  # type: ignore[attr-defined]  # read by the permission table
        view.audience = "staff"  # type: ignore[attr-defined]  # read by the permission table
        return view

    return decorate


def _chosen_post(request: ActingRequest, user: User) -> Post | None:
    """The post chosen for this session, if it is still his; where none was chosen, the only one he has.

    Where the chosen one went to another, nothing takes its place by itself: what a form of the old post says must not
    be done in a post its writer was not in.
    """
    posts = posts_of(user, on=request.on)
    chosen = request.session.get(POST_KEY)
    if chosen is not None:
        return next((post for post in posts if post.pk == chosen), None)
    return posts[0] if len(posts) == 1 else None


def _post_gone(request: ActingRequest, user: User) -> HttpResponse | None:
    """The page that says to whom the chosen post went; nothing of what was asked is done."""
    chosen = request.session.get(POST_KEY)
    held = last_holding(user, chosen) if chosen is not None else None
    if held is None:
        return None
    context = {"held": held, "others": bool(posts_of(user, on=request.on))}
    return render(request, "kit/post_gone.html", context, status=409)


def remember_post(sender: object, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """At each sign-in, however it came about: who has one post is in it, who has several chooses."""
    request.session.pop(POST_KEY, None)
    if isinstance(user, User) and user.is_staff_member:
        posts = posts_of(user, on=timezone.localdate())
        if len(posts) == 1:
            request.session[POST_KEY] = posts[0].pk


def signed_in_user(request: HttpRequest) -> User:
    """Who is signed in, on a page that let nobody else through."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101  # the page's decorator saw to it
    return user


def user_actor(request: HttpRequest) -> Actor:
    """Who is signed in, acting for his own account: that needs no post and gives no right."""
    user = signed_in_user(request)
    return Actor("user", user.pk, user.username)


def _lacks_second_step(request: ActingRequest, user: User, post: Post) -> bool:
    """Whether the post must have a second step, its holder has none, and he has not put it off while he may."""
    if not must_have_second_step(post.role) or has_second_step(user):
        return False
    return not (request.session.get(LATER_KEY) and request.on <= asked_until(user=user, on=request.on))


def resident_page(page: Page[P]) -> View:
    """A page for residents. Strangers are asked to sign in; to staff the page does not exist.

    Who has not agreed to the basic service yet, or took it back, is asked for that first.
    """
    return _resident_page(page, before_consent=False)


def threshold_page(page: Page[P]) -> View:
    """A page for residents that opens before they have agreed to anything: the question itself, and the way out."""
    return _resident_page(page, before_consent=True)


def _resident_page(page: Page[P], *, before_consent: bool) -> View:
    @wraps(page)
    def view(request: ActingRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        user = request.user
        if not isinstance(user, User):
            return redirect_to_login(page_to_return_to(request), reverse("portal:sign-in"))
        if user.is_staff_member:
            raise Http404
        request.actor = resident_actor(user, on=request.on)
        own = request.actor.own
        mark = request.session.get(PHONE_MARK_KEY)
        if own is not None and mark is not None and mark != phone_mark(user):
            logout(request)  # the number it was opened with is his no more
            return redirect("portal:sign-in")
        if own is not None and not before_consent and must_be_asked(own):
            return redirect("portal:consent")
        return page(request, *args, **kwargs)

    view.rights = ()  # type: ignore[attr-defined]  # read by the permission table
    view.audience = "resident"  # type: ignore[attr-defined]  # read by the permission table
    return view


def public_page(page: Page[P]) -> View:
    """A page for everybody."""

    @wraps(page)
    def view(request: ActingRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        return page(request, *args, **kwargs)

    view.rights = ()  # type: ignore[attr-defined]  # read by the permission table
    view.audience = "public"  # type: ignore[attr-defined]  # read by the permission table
    return view
