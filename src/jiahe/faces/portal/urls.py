"""Addresses of the portal."""

from django.urls import path

from jiahe.faces.portal import messages, views

app_name = "portal"
urlpatterns = [
    path("", views.family, name="family"),
    path("sign-in/", views.sign_in, name="sign-in"),
    path("code/", views.code, name="code"),
    path("messages/", messages.messages, name="messages"),
    path("messages/<int:pk>/", messages.open_message, name="message"),
    path("sign-out/", views.sign_out, name="sign-out"),
]
