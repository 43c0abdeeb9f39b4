"""All addresses. The three faces and the pages for everybody."""

from django.urls import include, path, register_converter

from jiahe.faces.api.urls import urlpatterns as routes
from jiahe.faces.kit.addresses import LevelConverter
from jiahe.faces.kit.health import healthz
from jiahe.faces.portal import views
from jiahe.faces.portal.calendar import feed
from jiahe.faces.portal.notices import public_notices
from jiahe.faces.portal.policies.views import policies, policy
from jiahe.faces.portal.services import service, services
from jiahe.faces.portal.serving import serving
from jiahe.faces.portal.sites import site, sites
from jiahe.faces.portal.stories import stories, story

register_converter(LevelConverter, "level")

urlpatterns = [
    path("", views.welcome, name="welcome"),
    path("policies/", policies, name="policies"),
    path("policies/<slug:code>/", policy, name="policy"),
    path("services/", services, name="services"),
    path("services/<slug:code>/", service, name="service"),
    path("notices/", public_notices, name="public-notices"),
    path("sites/", sites, name="sites"),
    path("sites/<int:pk>/", site, name="site"),
    path("serving/", serving, name="serving"),
    path("stories/", stories, name="stories"),
    path("stories/<int:pk>/", story, name="story"),
    path("healthz", healthz, name="healthz"),
    path("calendar/<str:secret>.ics", feed, name="calendar-feed"),
    path("design/", include("jiahe.faces.kit.urls")),
    path("api/v1/", routes),
    path("my/", include("jiahe.faces.portal.urls")),
    path("desk/", include("jiahe.faces.desk.urls")),
    path("screen/", include("jiahe.faces.screen.urls")),
]

handler400 = "jiahe.faces.kit.faults.bad_request"
handler403 = "jiahe.faces.kit.faults.permission_denied"
handler404 = "jiahe.faces.kit.faults.page_not_found"
handler500 = "jiahe.faces.kit.faults.server_error"
