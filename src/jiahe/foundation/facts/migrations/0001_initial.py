import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("regions", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Fact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("measure", models.CharField(max_length=40)),
                ("village_code", models.BigIntegerField()),
                ("day", models.DateField()),
                ("amount", models.BigIntegerField()),
                ("folded", models.BooleanField(default=False)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["measure", "day", "village_code"], name="fact_measure_day"),
                    models.Index(condition=models.Q(("folded", False)), fields=["id"], name="fact_pending"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Rollup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("measure", models.CharField(max_length=40)),
                ("month", models.DateField()),
                ("amount", models.BigIntegerField()),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rollups", to="regions.region"
                    ),
                ),
                (
                    "reports_to",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="regions.region",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["reports_to", "month", "measure"], name="rollup_above_month")],
                "constraints": [
                    models.UniqueConstraint(fields=("region", "measure", "month"), name="rollup_region_measure_month")
                ],
            },
        ),
    ]
