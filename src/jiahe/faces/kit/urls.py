"""Addresses of the kit: the page that shows every component, and the choice of how to read."""

from django.urls import path

from jiahe.faces.kit import views

app_name = "kit"
urlpatterns = [
    path("", views.design, name="design"),
    path("display/", views.display, name="display"),
    path("stay/", views.stay, name="stay"),
]
