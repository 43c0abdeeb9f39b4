"""Settings of the tests: those of the product, in a data folder of their own, with a hasher that costs nothing."""

import os
import tempfile
from pathlib import Path

# Set before the product's settings read it, so that no test ever touches the data folder of a developer.
os.environ["JIAHE_HOME"] = tempfile.mkdtemp(prefix="jiahe-tests-")

from jiahe.settings import *
from jiahe.settings import DATABASES, HOME

(HOME / "static").mkdir(exist_ok=True)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in life: WAL, locks and threads do not exist in memory.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(HOME) / "test.sqlite3")}

JIAHE_BACKGROUND = "inline"
