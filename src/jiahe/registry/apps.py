"""The Django app of the registry."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """The registry."""

    name = "jiahe.registry"
    label = "registry"

    def ready(self) -> None:
        """Declare what the registry counts and keeps files for, and hear of villages that became another."""
        from jiahe.foundation.files.purposes import declare_purpose
        from jiahe.registry import following, jobs, measures, notices  # these need the models, which exist only now
        from jiahe.registry.exports.making import PEOPLE_EXPORT
        from jiahe.registry.imports.uploads import IMPORT_SHEET

        measures.declare_all()
        declare_purpose(IMPORT_SHEET)
        declare_purpose(PEOPLE_EXPORT)
        following.subscribe_all()
        jobs.declare_all()
        notices.declare_all()
