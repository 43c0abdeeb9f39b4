"""Addresses of the screen."""

from django.urls import path

from jiahe.faces.screen import programmes, views

app_name = "screen"
urlpatterns = [
    path("", views.home, name="home"),
    path("<level:level>/<int:code>/", views.unit, name="unit"),
    path("programmes/<slug:code>/", programmes.programme, name="programme"),
    path("programmes/<slug:code>/<level:level>/<int:region>/", programmes.programme_unit, name="programme-unit"),
    path("boundaries/<level:level>/<int:code>/", views.boundaries, name="boundaries"),
]
