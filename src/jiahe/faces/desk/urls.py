"""Addresses of the desk."""

from django.urls import path

from jiahe.faces.desk.views import duplicates, home, households, imports, lists, lives, moves, people, regions, session

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
    path("people/<int:pk>/events/", lives.choose, name="events"),
    path("people/<int:pk>/events/<slug:kind>/", lives.record, name="record-event"),
    path("events/<int:pk>/end/", lives.end, name="end-event"),
    path("events/<int:pk>/withdraw/", lives.withdraw, name="withdraw-event"),
    path("households/<int:pk>/move/", moves.move, name="move"),
    path("households/<int:pk>/take-in/", moves.taken_in, name="take-in"),
    path("households/<int:pk>/merge/", moves.merge, name="merge-households"),
    path("moves/<int:pk>/undo/", moves.undo, name="undo-move"),
    path("household-merges/<int:pk>/undo/", moves.undo_merge, name="undo-household-merge"),
    path("regions/<level:level>/<int:code>/people/", lists.people, name="people"),
    path("regions/<level:level>/<int:code>/people/edit/", lists.edit_several, name="edit-people"),
    path("regions/<level:level>/<int:code>/duplicates/", duplicates.pairs, name="duplicates"),
    path("duplicates/<int:one>/<int:other>/", duplicates.compare, name="duplicate"),
    path("person-merges/<int:pk>/undo/", duplicates.undo, name="undo-person-merge"),
    path("imports/", imports.imports, name="imports"),
    path("imports/template/", imports.template, name="import-template"),
    path("imports/<int:pk>/", imports.run, name="import-run"),
    path("imports/<int:pk>/progress/", imports.progress, name="import-progress"),
    path("imports/<int:pk>/headings/", imports.headings, name="import-headings"),
    path("imports/<int:pk>/report/", imports.report, name="import-report"),
    path("imports/<int:pk>/undo/", imports.undo, name="undo-import"),
]
