"""Addresses of the kit: the page that shows every component."""

from django.urls import path

from jiahe.faces.kit import views

app_name = "kit"
urlpatterns = [path("", views.design, name="design")]
