"""The Django app of files."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Files."""

    name = "jiahe.foundation.files"
    label = "files"
