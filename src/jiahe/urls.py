"""All addresses. The three faces and the pages for everybody."""

from django.urls import include, path

from jiahe.faces.portal import views

urlpatterns = [
    path("", views.welcome, name="welcome"),
    path("design/", include("jiahe.faces.kit.urls")),
    path("my/", include("jiahe.faces.portal.urls")),
    path("desk/", include("jiahe.faces.desk.urls")),
    path("screen/", include("jiahe.faces.screen.urls")),
]
