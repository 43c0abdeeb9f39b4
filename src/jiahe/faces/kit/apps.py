"""The Django app of the kit."""

from django.apps import AppConfig


class KitConfig(AppConfig):
    """The kit."""

    name = "jiahe.faces.kit"
    label = "kit"

    def ready(self) -> None:
        """Declare what comes again by itself, and put who signs in into his post."""
        from django.contrib.auth.signals import user_logged_in

        from jiahe.faces.kit import housekeeping  # these need the models, which exist only now
        from jiahe.faces.kit.acting import remember_post

        housekeeping.declare_all()
        user_logged_in.connect(remember_post, dispatch_uid="kit.remember_post")
