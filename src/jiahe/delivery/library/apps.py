"""The Django app of the library."""

from django.apps import AppConfig


class LibraryConfig(AppConfig):
    """The library."""

    name = "jiahe.delivery.library"
    label = "library"

    def ready(self) -> None:
        """Declare what is counted, and what the writers of stories are told."""
        from jiahe.delivery.library import measures, notices  # need the models, which exist only now

        measures.declare_all()
        notices.declare_all()
