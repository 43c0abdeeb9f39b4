"""The Django app of jobs."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Jobs."""

    name = "jiahe.foundation.jobs"
    label = "jobs"
