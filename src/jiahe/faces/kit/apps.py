"""The Django app of the kit."""

from django.apps import AppConfig


class KitConfig(AppConfig):
    """The kit."""

    name = "jiahe.faces.kit"
    label = "kit"

    def ready(self) -> None:
        """Declare what comes again by itself, put who signs in into his post, and let every sign-in keep its row."""
        from django.contrib.auth.signals import user_logged_in

        from jiahe.faces.kit import housekeeping  # these need the models, which exist only now
        from jiahe.faces.kit.acting import remember_post
        from jiahe.faces.kit.signing import connect

        housekeeping.declare_all()
        connect()
        user_logged_in.connect(remember_post, dispatch_uid="kit.remember_post")
