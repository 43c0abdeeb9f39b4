import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Region",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.BigIntegerField()),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "省"), (1, "市"), (2, "县"), (3, "乡镇"), (4, "村居")]
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("unit_name", models.CharField(blank=True, max_length=60)),
                ("low", models.BigIntegerField()),
                ("high", models.BigIntegerField()),
                ("is_statistical_zone", models.BooleanField(default=False)),
                ("has_data", models.BooleanField(default=True)),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="regions.region",
                    ),
                ),
                (
                    "reports_to",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reporting_units",
                        to="regions.region",
                    ),
                ),
            ],
            options={
                "ordering": ["code", "level"],
                "indexes": [models.Index(fields=["level", "code"], name="region_level_code")],
                "constraints": [models.UniqueConstraint(fields=("code", "level"), name="region_code_level")],
            },
        ),
    ]
