"""The Django app of insight."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    """Insight."""

    name = "jiahe.insight"
    label = "insight"

    def ready(self) -> None:
        """Hear of changed families."""
        from jiahe.insight import freshness  # needs the models, which exist only now

        freshness.subscribe_all()
