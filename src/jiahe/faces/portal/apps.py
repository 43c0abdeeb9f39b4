"""The Django app of the face 'portal'."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The face 'portal': what a family sees on its phone."""

    name = "jiahe.faces.portal"
    label = "portal"
