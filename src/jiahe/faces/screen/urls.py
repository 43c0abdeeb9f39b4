"""Addresses of the screen."""

from django.urls import path, register_converter

from jiahe.faces.kit.addresses import LevelConverter
from jiahe.faces.screen import views

register_converter(LevelConverter, "level")

app_name = "screen"
urlpatterns = [
    path("", views.home, name="home"),
    path("<level:level>/<int:code>/", views.unit, name="unit"),
    path("boundaries/<level:level>/<int:code>/", views.boundaries, name="boundaries"),
]
