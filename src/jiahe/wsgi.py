"""The WSGI entry: `granian --interface wsgi jiahe.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiahe.settings")
application = get_wsgi_application()

from jiahe.faces.kit.background import serve_jobs  # noqa: E402  # the apps are ready only now

serve_jobs()
