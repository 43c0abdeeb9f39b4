"""Addresses of the desk."""

from django.urls import path

from jiahe.faces.desk.views import home, households, imports, people, regions, session

app_name = "desk"
urlpatterns = [
    path("sign-in/", session.sign_in, name="sign-in"),
    path("sign-out/", session.sign_out, name="sign-out"),
    path("password/", session.password, name="password"),
    path("post/", session.choose_post, name="choose-post"),
    path("", home.home, name="home"),
    path("search/", people.search, name="search"),
    path("regions/<level:level>/<int:code>/", regions.region, name="region"),
    path("regions/<level:level>/<int:code>/rows/<slug:measure>/", regions.rows, name="rows"),
    path("regions/village/<int:code>/new-household/", households.add, name="add-household"),
    path("households/<int:pk>/", households.show, name="household"),
    path("households/<int:pk>/address/", households.address, name="edit-address"),
    path("households/<int:pk>/new-person/", people.add, name="add-person"),
    path("households/<int:pk>/newborn/", people.newborn, name="add-newborn"),
    path("people/<int:pk>/", people.edit, name="edit-person"),
    path("people/<int:pk>/relatives/", people.relatives, name="relatives"),
    path("people/<int:pk>/death/", people.death, name="death"),
    path("people/<int:pk>/death/withdraw/", people.withdraw_death, name="withdraw-death"),
    path("people/<int:pk>/reveal/", people.reveal, name="reveal"),
    path("imports/", imports.imports, name="imports"),
    path("imports/template/", imports.template, name="import-template"),
    path("imports/<int:pk>/", imports.run, name="import-run"),
]
