"""The Django app of the programmes."""

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    """Programmes."""

    name = "jiahe.programmes"
    label = "programmes"

    def ready(self) -> None:
        """Put every programme into the register."""
        from jiahe.programmes.declared import declare_all  # the kinds of offers need the models, which exist only now

        declare_all()
