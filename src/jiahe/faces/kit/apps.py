"""The Django app of the kit."""

from django.apps import AppConfig


class KitConfig(AppConfig):
    """The kit."""

    name = "jiahe.faces.kit"
    label = "kit"

    def ready(self) -> None:
        """Put who signs in into his post."""
        from django.contrib.auth.signals import user_logged_in

        from jiahe.faces.kit.acting import remember_post  # needs the models, which exist only now

        user_logged_in.connect(remember_post, dispatch_uid="kit.remember_post")
