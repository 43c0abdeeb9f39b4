import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("regions", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Household",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=40)),
                ("village_code", models.BigIntegerField()),
                ("away", models.BooleanField(default=False)),
                ("address_sealed", models.BinaryField(null=True)),
                ("since", models.DateField()),
                ("until", models.DateField(null=True)),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["village_code", "id"], name="household_village")],
                "constraints": [
                    models.UniqueConstraint(fields=("village_code", "number"), name="household_village_number")
                ],
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("village_code", models.BigIntegerField()),
                ("relation", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=50)),
                ("sex", models.CharField(choices=[("F", "女"), ("M", "男")], max_length=1)),
                ("birth_date", models.DateField()),
                ("death_date", models.DateField(null=True)),
                ("id_number_sealed", models.BinaryField(null=True)),
                ("id_number_index", models.BinaryField(null=True, unique=True)),
                ("phone_sealed", models.BinaryField(null=True)),
                ("phone_index", models.BinaryField(db_index=True, null=True)),
                ("ethnicity", models.CharField(blank=True, max_length=20)),
                ("hukou_code", models.BigIntegerField(null=True)),
                ("hukou_type", models.CharField(blank=True, max_length=10)),
                ("residence_code", models.BigIntegerField(null=True)),
                ("away", models.BooleanField(default=False)),
                ("marital_status", models.CharField(blank=True, max_length=10)),
                ("married_on", models.DateField(null=True)),
                ("education", models.CharField(blank=True, max_length=20)),
                ("occupation", models.CharField(blank=True, max_length=50)),
                ("low_income", models.BooleanField(null=True)),
                ("only_child_certificate", models.BooleanField(null=True)),
                ("disability_grade", models.PositiveSmallIntegerField(null=True)),
                ("note", models.CharField(blank=True, max_length=500)),
                ("since", models.DateField()),
                ("changed_at", models.DateTimeField()),
                (
                    "father",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children_of_father",
                        to="registry.person",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="members", to="registry.household"
                    ),
                ),
                (
                    "mother",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children_of_mother",
                        to="registry.person",
                    ),
                ),
                (
                    "spouse",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.person"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LifeEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("birth", "出生"), ("death", "去世")], max_length=20)),
                ("on", models.DateField()),
                ("village_code", models.BigIntegerField()),
                ("recorded_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="life_events", to="registry.person"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("post_id", models.BigIntegerField(null=True)),
                ("file_name", models.CharField(max_length=200)),
                ("digest", models.CharField(max_length=64)),
                (
                    "status",
                    models.CharField(choices=[("checked", "已检查，还没有导入"), ("done", "已导入")], max_length=10),
                ),
                ("started_at", models.DateTimeField()),
                ("created", models.PositiveIntegerField(default=0)),
                ("updated", models.PositiveIntegerField(default=0)),
                ("unchanged", models.PositiveIntegerField(default=0)),
                ("refused", models.PositiveIntegerField(default=0)),
                ("warnings", models.PositiveIntegerField(default=0)),
                ("faults", models.JSONField(default=list)),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="regions.region"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["post_id", "-id"], name="import_run_post")],
            },
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["village_code", "id"], name="person_village"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["hukou_code", "id"], name="person_hukou"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["name", "village_code"], name="person_name"),
        ),
        migrations.AddIndex(
            model_name="lifeevent",
            index=models.Index(fields=["kind", "on", "village_code"], name="life_event_kind_on"),
        ),
        migrations.AddConstraint(
            model_name="lifeevent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)), fields=("person", "kind"), name="life_event_once"
            ),
        ),
    ]
