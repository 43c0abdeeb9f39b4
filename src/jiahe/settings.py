"""Django settings. Everything that differs between installations comes through ``jiahe.environment``."""

from __future__ import annotations

from jiahe import environment

HOME = environment.data_folder()
DEBUG = environment.flag("JIAHE_DEBUG")

INSTALLED_APPS = [
    "jiahe.foundation.regions",
    "jiahe.foundation.accounts",
    "jiahe.foundation.vault",
    "jiahe.foundation.audit",
    "jiahe.foundation.events",
    "jiahe.foundation.facts",
    "jiahe.foundation.files",
    "jiahe.foundation.holidays",
    "jiahe.foundation.jobs",
    "jiahe.foundation.notices",
    "jiahe.foundation.staffing",
    "jiahe.registry",
    "jiahe.benefits",
    "jiahe.benefits.calendar",
    "jiahe.delivery.library",
    "jiahe.delivery.catalogue",
    "jiahe.delivery.cases",
    "jiahe.programmes",
    "jiahe.delivery.payments",
    "jiahe.delivery.sites",
    "jiahe.delivery.workforce",
    "jiahe.insight",
    "jiahe.faces.kit",
    "jiahe.faces.portal",
    "jiahe.faces.desk",
    "jiahe.faces.screen",
    "jiahe.faces.cli",
    "django_cotton.apps.SimpleAppConfig",
    "axes",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "jiahe.faces.kit.health.answer_at_once",
    "django.middleware.security.SecurityMiddleware",
    "jiahe.faces.kit.middleware.content_security_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "jiahe.faces.kit.middleware.acting_user",
    "jiahe.faces.kit.middleware.sign_in_that_lasts",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "jiahe.urls"
WSGI_APPLICATION = "jiahe.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "jiahe.faces.kit.context.page",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django_cotton.cotton_loader.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "jiahe.faces.kit.templatetags.kit",
            ],
        },
    }
]

DATABASES = {"default": environment.database(HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Which right each role has: declared by the apps, joined in one table above them.
JIAHE_ROLE_RIGHTS = "jiahe.roles.ROLE_RIGHTS"
# A folder with cities.geojson, counties.geojson and map.json in place of the sketch map that comes with the package.
JIAHE_MAP_FOLDER = environment.path("JIAHE_MAP_FOLDER")

# What `jiahe doctor` asks beside its own questions: a name, and a function that takes the moment and gives an Answer.
JIAHE_CHECKS = [
    ("jobs", "jiahe.foundation.jobs.health.jobs_are_done"),
    ("backup", "jiahe.foundation.backups.health.backup_is_recent"),
    ("restore", "jiahe.foundation.backups.health.restore_is_done"),
    ("holidays", "jiahe.foundation.holidays.health.holidays_are_loaded"),
    ("letters", "jiahe.delivery.catalogue.letters.letters_can_be_made"),
]
# How the administrator is reached; shown on the pages that say that something went wrong.
JIAHE_CONTACT = environment.line("JIAHE_CONTACT")

# After how many days without a backup the installation is not well; unset, it is a warning only.
JIAHE_BACKUP_DAYS = environment.number("JIAHE_BACKUP_DAYS", default=None)

# Where long work of a page is done: in a "thread" of the server, or "inline" (tests).
JIAHE_BACKGROUND = "thread"

# From this hour of the evening to that of the morning nothing is sent to a phone but what was asked for just now.
JIAHE_CHANNELS = environment.words("JIAHE_CHANNELS")
JIAHE_QUIET_HOURS = environment.hours("JIAHE_QUIET_HOURS", (21, 8))

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "jiahe.foundation.accounts.password_rules.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "jiahe.foundation.accounts.password_rules.NotCommon"},
    {"NAME": "jiahe.foundation.accounts.password_rules.NotOneOfMany"},
    {"NAME": "jiahe.foundation.accounts.password_rules.NothingOfTheOwner"},
    {"NAME": "jiahe.foundation.accounts.password_rules.NotUsedBefore"},
]
LOGIN_URL = "desk:sign-in"

# How long somebody may be away before he has to sign in again, and how long a sign-in lasts at most. The computer in a
# village office is shared; a resident's phone is her own.
JIAHE_IDLE_MINUTES = environment.number("JIAHE_IDLE_MINUTES", default=30)
JIAHE_IDLE_MINUTES_OF_RESIDENTS = 12 * 60
JIAHE_SIGN_IN_HOURS = 12
JIAHE_SIGN_IN_HOURS_OF_RESIDENTS = 7 * 24

# The roles (their code names) that must have a second step, and for how many days they may put it off.
JIAHE_REQUIRE_SECOND_FACTOR = frozenset(environment.words("JIAHE_REQUIRE_SECOND_FACTOR"))
JIAHE_SECOND_FACTOR_GRACE_DAYS = 7

# Five wrong passwords for one name from one address close the door for a quarter of an hour; so many within that time
# for one name from everywhere, and for all names from one address, close it too.
JIAHE_WRONG_FOR_A_NAME = 20
JIAHE_WRONG_FROM_AN_ADDRESS = 100
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "jiahe.faces.kit.devices.counted_address"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the time the page names is the time that holds
AXES_LOCKOUT_CALLABLE = "jiahe.faces.desk.views.session.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# How many families one address may have checked within a minute, in each worker process; 0 is without limit.
JIAHE_API_CHECKS_A_MINUTE = environment.limit("JIAHE_API_CHECKS_A_MINUTE", default=60)

# How many proxies stand before this server, or their addresses; what they say of who asks is believed.
JIAHE_PROXIES = environment.proxies("JIAHE_PROXIES")

SECRET_KEY = environment.secret_key(HOME)
ALLOWED_HOSTS = environment.hosts("JIAHE_HOSTS") or ["localhost", "127.0.0.1", "[::1]", "testserver"]
CSRF_TRUSTED_ORIGINS = environment.origins("JIAHE_ORIGINS")
SECURE_CSP = {
    "default-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
}
BEHIND_HTTPS = environment.flag("JIAHE_HTTPS")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_HTTPS else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_AGE = 7 * 24 * 3600  # seconds: the longest any sign-in lasts; the row of the sign-in ends it sooner
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 3600
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]

# Nothing of anybody in a log: numbers and words are masked, what an exception quotes is left out.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "jiahe.faces.kit.logs.WithoutPersonalData",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # Django's own handlers would write the same lines once more, unmasked.
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
    },
}
