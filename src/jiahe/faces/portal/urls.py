"""Addresses of the portal."""

from django.urls import path

from jiahe.faces.portal import calendar, cases, consents, devices, leave, messages, mine, phones, requests, views
from jiahe.faces.portal.benefits import benefits, claim_benefit
from jiahe.faces.portal.due.views import due

app_name = "portal"
urlpatterns = [
    path("", views.family, name="family"),
    path("due/", due, name="due"),
    path("leave/", leave.leave, name="leave"),
    path("benefits/", benefits, name="benefits"),
    path("benefits/claim/", claim_benefit, name="claim-benefit"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/subscribe/", calendar.subscribe, name="subscribe-calendar"),
    path("calendar/unsubscribe/", calendar.unsubscribe, name="unsubscribe-calendar"),
    path("sign-in/", views.sign_in, name="sign-in"),
    path("code/", views.code, name="code"),
    path("messages/", messages.messages, name="messages"),
    path("messages/<int:pk>/", messages.open_message, name="message"),
    path("which/", views.which, name="which"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("consent/", consents.consent, name="consent"),
    path("consents/", consents.consents, name="consents"),
    path("consents/<int:pk>/<slug:purpose>/", consents.consent_to, name="consent-to"),
    path("consents/<int:pk>/<slug:purpose>/answer/", consents.answer_consent, name="answer-consent"),
    path("not-me/", phones.not_me, name="not-me"),
    path("claim/", phones.claim, name="claim"),
    path("claim/code/", phones.claim_code, name="claim-code"),
    path("claim/sent/", phones.claim_sent, name="claim-sent"),
    path("mine/", mine.mine, name="mine"),
    path("mine/phone/", phones.phone, name="phone"),
    path("mine/phone/codes/", phones.phone_codes, name="phone-codes"),
    path("mine/data/", mine.my_data, name="my-data"),
    path("mine/data/take/", mine.take_data, name="take-data"),
    path("mine/keeping/", mine.keeping, name="keeping"),
    path("mine/delete/", requests.delete, name="delete"),
    path("mine/helpers/<int:pk>/stop/", mine.stop_helper, name="stop-helper"),
    path("mine/devices/", devices.devices, name="devices"),
    path("mine/devices/others/end/", devices.end_others, name="end-other-sign-ins"),
    path("mine/devices/<int:pk>/end/", devices.end, name="end-sign-in"),
    path("looks/", mine.looks, name="looks"),
    path("people/<int:pk>/", mine.record, name="record"),
    path("people/<int:pk>/correct/<slug:field>/", requests.correct, name="correct"),
    path("cases/", cases.cases, name="cases"),
    path("cases/ask/<slug:code>/", cases.ask, name="ask-case"),
    path("cases/<int:pk>/", cases.case, name="case"),
    path("cases/<int:pk>/<slug:deed>/", cases.act, name="act-case"),
    path("requests/", requests.requests, name="requests"),
    path("requests/<int:pk>/", requests.show, name="request"),
    path("requests/<int:pk>/take-back/", requests.take_back, name="take-back-request"),
]
